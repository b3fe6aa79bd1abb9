"""A primitive is conducted because something that no name can hold precedes it.

## What it does
Says that a statement evaluates something before the primitive that may have an effect, or another value afterwards, and
that is no value by itself: what a star unpacks, a part of an f-string, what `:=` binds. Or that the script may show how
long a value is held: it has finalizers, a generator with something to do at its end, files that nobody closes.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
A step is taken before the rest of its statement. Python evaluates from left to right, and DiNo keeps that order to the
letter: a value that comes first gets a name before the step. These cannot.

## Example
    from dino import sort
    print(*map(int, words), sort([3, 1, 2]))

## Use instead
    from dino import sort
    numbers = list(map(int, words))
    ordered = sort([3, 1, 2])
    print(*numbers, ordered)
"""

COMPILING = True
BAD = {}
GOOD = []
