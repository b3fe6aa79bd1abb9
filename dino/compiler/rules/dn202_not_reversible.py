"""What the compiler emitted does not lead back to the script.

## What it does
Says that the program which the compiler emitted, once its scaffolding is taken out, is not the script. Every emitted
program is put to this test before anybody runs it.

## Why is this bad?
It is a fault of DiNo's, not of the script's: please report it. Root runs the script as it is written, which is right.

## Example
    no script is known to do this

## Use instead
    python
"""

COMPILING = True
BAD = {}
GOOD = []
