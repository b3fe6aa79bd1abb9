"""A primitive is conducted in a statement that root executes as written.

## What it does
Says that a primitive stands inside `with`, `try` or `match`, in a statement such as `assert`, or in a loop that is left
where not all ranks can follow.
`dino compile --explain` says so behind each line that it concerns.

## Why is this bad?
Only assignments, expressions, `return`, `if`, `for` and `while` are statements that all ranks walk.

## Example
    from dino import parsum
    with open('log', 'w') as log:
        total = parsum([1, 2])

## Use instead
    from dino import parsum
    total = parsum([1, 2])
    with open('log', 'w') as log:
        pass
"""

COMPILING = True
BAD = {}
GOOD = []
