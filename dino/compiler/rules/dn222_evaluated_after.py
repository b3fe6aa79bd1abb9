"""A primitive is conducted because something else in its statement comes first.

## What it does
Says that a statement evaluates something before the primitive that may have an effect, or another value afterwards.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
A step is taken before the rest of its statement. Python evaluates from left to right, and DiNo keeps that order to the
letter.

## Example
    from dino import sort
    print(input(), sort([3, 1, 2]))

## Use instead
    from dino import sort
    name = input()
    print(name, sort([3, 1, 2]))
"""

COMPILING = True
BAD = {}
GOOD = []
