"""A primitive is conducted inside a definition that all ranks cannot walk.

## What it does
Says that a primitive stands in a method, a lambda, a nested or decorated function, a generator or coroutine, or in a
function that the skeleton never calls by its name.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
All ranks can walk a function where its name alone leads to it. Whatever is handed
around as a value may be called from anywhere, by root alone.

## Example
    from dino import parsum
    f = lambda x: parsum(x)
    y = f([1, 2])

## Use instead
    from dino import parsum
    def f(x):
        return parsum(x)
    y = f([1, 2])
"""

COMPILING = True
BAD = {}
GOOD = []
