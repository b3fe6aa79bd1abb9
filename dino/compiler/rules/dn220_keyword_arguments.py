"""A call of a primitive with keywords or stars is conducted.

## What it does
Says that a primitive is called with keyword arguments, `*` or `**`.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
A step of the skeleton has one plain operand for each parameter. Such a call is correct, but `dino compile` shows no
moves for it.

## Example
    from dino import sort
    y = sort(x=[3, 1, 2])

## Use instead
    from dino import sort
    y = sort([3, 1, 2])
"""

COMPILING = True
BAD = {}
GOOD = []
