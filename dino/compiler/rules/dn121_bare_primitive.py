"""A primitive, or `np` beside it, is used without any import.

## What it does
Finds the original style of DiNo: `matmul`, `matvec`, `parsum`, `sort`, `hello` and `np` used although nothing in the
script binds them.

## Why is this bad?
Such a script runs under `dino mpirun` only; plain `python` ends with `NameError`, and editors and other linters
underline every call. With the import the same script runs under both.

## Example
    C = matmul(np.ones((2, 3)), np.ones((3, 4)))

## Use instead
    import numpy as np
    from dino import matmul

    C = matmul(np.ones((2, 3)), np.ones((3, 4)))

## Notes
Off by default: the style is legal, and older than the import.
"""

from dino.compiler.diagnostics import Fix

DEFAULT = False
BAD = {
    "C = «matmul»(A, B)\nD = matmul(C, B)\n": "from dino import matmul\n\nC = matmul(A, B)\nD = matmul(C, B)\n",
    "«hello»()\nprint(«parsum»(«np».ones(3)))\n": (
        "import numpy as np\nfrom dino import hello, parsum\n\nhello()\nprint(parsum(np.ones(3)))\n"
    ),
    "import os\n\nprint(«sort»([2, 1]))\n": "import os\n\nfrom dino import sort\n\nprint(sort([2, 1]))\n",
}
GOOD = [
    "from dino import matmul\nC = matmul(A, B)\n",
    "from numpy import *\ny = sort(x)\n",
    "def sort(x): return x\nsort(1)\n",
    "exec(code)\nsort(x)\n",
    "for sort in (True, False):\n    f(sort)\n",
    "f(sort)\n",
    "np.ones(3)\n",
]


def check(script):
    """Find the first use of each name that nothing binds."""
    seen = set()
    for node in sorted(script.bare, key=lambda node: (node.lineno, node.col_offset)):
        if node.id not in seen:
            seen.add(node.id)
            source = "numpy as np" if node.id == "np" else f"dino.{node.id}"
            title = f"Add `{'import numpy as np' if node.id == 'np' else f'from dino import {node.id}'}`"
            yield script.report(
                node,
                f"`{node.id}` is used without an import",
                "plain python knows no such name",
                Fix(title, (), imports=(source,)),
            )
