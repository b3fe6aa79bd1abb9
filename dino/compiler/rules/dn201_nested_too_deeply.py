"""Expressions or blocks are nested too deeply to be analysed.

## What it does
Says that a script is nested more deeply than the compiler can follow.

## Why is this bad?
Root runs the script as it is written and its primitives conduct: the results are the same, but nothing of the script
becomes static scaffolding, and no rule has looked at it.

## Example
    y = x + x + x  # and a thousand terms more

## Use instead
    terms = [x] * 1000
    y = sum(terms)
"""

COMPILING = True
BAD = {}
GOOD = []
