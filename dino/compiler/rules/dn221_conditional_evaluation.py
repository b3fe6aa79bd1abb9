"""A primitive that its expression evaluates never, or many times, is conducted.

## What it does
Says that a primitive stands in a comprehension, or behind the second operator of a chain of three comparisons or more.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
All ranks can walk to a step only as a statement of its own. Of `if ... else`, `and`, `or` and
`a < b < c` root tells them the choice; inside the others root alone knows whether, and how often.

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
