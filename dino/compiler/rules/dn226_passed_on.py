"""A primitive that is passed on as a function is conducted by whoever calls it.

## What it does
Says that a primitive is not called where it is named: it is an argument, a value or a decorator.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
Root alone knows when, how often and from where it will be called.

## Example
    from dino import sort
    y = list(map(sort, ([2, 1], [4, 3])))

## Use instead
    from dino import sort
    y = []
    for x in ([2, 1], [4, 3]):
        z = sort(x)
        y.append(z)
"""

COMPILING = True
BAD = {}
GOOD = []
