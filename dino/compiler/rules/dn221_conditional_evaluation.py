"""A primitive that its expression evaluates never, or many times, is conducted.

## What it does
Says that a primitive stands behind `and`, `or` or `if ... else` in an expression, or in a comprehension.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
All ranks can walk to a step only as a statement of its own, and there it would be evaluated once. Inside such an
expression root alone knows whether, and how often.

## Example
    from dino import parsum
    s = [parsum(x) for x in ([1], [2])]

## Use instead
    from dino import parsum
    s = []
    for x in ([1], [2]):
        t = parsum(x)
        s.append(t)
"""

COMPILING = True
BAD = {}
GOOD = []
