"""The file is not Python.

## What it does
Reports a file that names a primitive, and that CPython's parser refuses or whose bytes are not in the encoding that
it claims. Files that name none are only read.

## Why is this bad?
Nothing can be said of the script, and `python` will not run it either.

## Example
    from dino import sort
    if ready
        sort(x)

## Use instead
    from dino import sort
    if ready:
        y = sort(x)
"""

BAD = {
    "from dino import sort\nif ready«»\n    sort(x)\n": None,
    "from dino import sort\nprint«»(sort(x)\n": None,
    "from dino import sort\ndef f():\n«return» sort(x)\n": None,
}
GOOD = ["from dino import sort\nif ready:\n    print(sort(x))\n"]
