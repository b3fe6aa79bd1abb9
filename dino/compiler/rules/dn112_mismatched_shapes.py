"""Operands whose shapes do not fit each other.

## What it does
Follows what can be known of shapes and compares the dimensions that a primitive needs to be equal.

## Why is this bad?
The call raises `ValueError`.

## Example
    import numpy as np
    from dino import matmul
    A = np.zeros((3, 4))
    B = np.zeros((3, 5))
    C = matmul(A, B)

## Use instead
    import numpy as np
    from dino import matmul
    A = np.zeros((3, 4))
    B = np.zeros((3, 5))
    C = matmul(A.T, B)
"""

from dino.compiler.survey.gufunc import clash, least, stack
from dino.compiler.survey.handled import handled
from dino.compiler.survey.operands import known_shapes

_NP = "import numpy as np\nfrom dino import *\n"
BAD = {
    _NP + "A = np.zeros((3, 4))\nC = «matmul(A, A)»\n": None,
    _NP + "n = 5\nA = np.zeros((3, n - 1))\ny = «matvec(A, np.ones(n))»\n": None,
    _NP + "C = «matmul(matmul(np.ones((2, 3)), np.ones((3, 4))), np.ones((5, 2)))»\n": None,
    _NP + "A = np.ones((2, 3, 3))\nC = «matmul(A, np.ones((4, 3, 3)))»\n": None,
    "A = np.zeros((3, 4))\nC = «matmul(A, A)»\n": None,
    _NP + "A = np.zeros(12).reshape(3, -1)\nfor i in range(3):\n    y = «matvec(A, np.ones(3))»\n": None,
    _NP + "rng = np.random.default_rng(1)\nA = rng.random((3, 4))\ndef f():\n    return «matmul(A, A)»\n": None,
}
GOOD = [
    _NP + "A = np.zeros((3, 4))\nC = matmul(A, A.T)\nD = matmul(A.reshape(4, 3), A)\n",
    _NP + "A = np.zeros((3, n))\nC = matmul(A, A)\n",
    _NP + "A = np.ones((2, 3, 3))\nC = matmul(A, np.ones((3, 3)))\nD = matmul(A, np.ones((1, 3, 3)))\n",
    _NP + "A = np.zeros((3, 4))\nwhile A.any():\n    A = load()\n    C = matmul(A, A)\n",
    _NP + "A = np.zeros((3, 4))\ndef f():\n    global A\n    A = load()\nf()\nC = matmul(A, A)\n",
    _NP + "A = np.zeros((3, 4))\nA.shape = 4, 3\nC = matmul(A, np.ones((3, 2)))\n",
    _NP + "A = np.zeros((3, 4))\nfor B in Bs:\n    if done(B):\n        A = B\n        break\nC = matmul(A, A)\n",
    _NP + "A = np.zeros((3, 4))\nC = [matmul(A, A) for A in As]\n",
    _NP + "import pytest\nA = np.zeros((3, 4))\nwith pytest.raises(ValueError):\n    matmul(A, A)\n",
    "import numpy as np\nA = np.zeros((3, 4))\nC = np.matmul(A, A)\n",
]


def check(script):
    """Find calls with operands that NumPy refuses to put together."""
    for call in script.calls:
        shapes = known_shapes(script, call)
        row = call.primitive
        if len(shapes) < 2 or None in shapes or handled(script, call.node):
            continue
        if any(len(shape) < least(row, position) for position, shape in enumerate(shapes)):
            continue
        given = " and ".join(str(shape).replace("None", "?") for shape in shapes)
        if found := clash(row, shapes):
            letter, one, other = found
            help = f"the signature is {row.signature}: both `{letter}` must be equal"
            yield script.report(call.node, f"`{row.name}` of shapes {given}: {one} is not {other}", help)
        elif stack(row, shapes) is None:
            help = "the dimensions before the last ones are broadcast, and these do not fit"
            yield script.report(call.node, f"`{row.name}` of shapes {given}", help)
