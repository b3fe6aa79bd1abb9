"""A primitive is conducted because its name, or its number of arguments, is not certain.

## What it does
Says that the name of a primitive is bound in a block, bound again, or called with another number of arguments than it
has.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
What a name means must be known for the whole run before all ranks can agree on it. When root comes to the call it is
known.

## Example
    if True:
        from dino import sort
    y = sort([3, 1, 2])

## Use instead
    from dino import sort
    y = sort([3, 1, 2])
"""

COMPILING = True
BAD = {}
GOOD = []
