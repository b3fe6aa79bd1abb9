"""An array with too few dimensions for the primitive.

## What it does
Follows what can be known of shapes (`np.zeros((3, 4))`, `reshape`, `.T`, indexing, arithmetic, results of primitives)
and compares the number of dimensions with the primitive's signature.

## Why is this bad?
The call raises `ValueError`.

## Example
    import numpy as np
    from dino import matvec
    x = np.arange(4.0)
    y = matvec(x, x)

## Use instead
    import numpy as np
    from dino import matvec
    x = np.arange(4.0)
    A = np.outer(x, x)
    y = matvec(A, x)
"""

from dino.compiler.survey.gufunc import least
from dino.compiler.survey.handled import handled
from dino.compiler.survey.operands import known_shapes

_NP = "import numpy as np\nfrom dino import *\n"
BAD = {
    _NP + "x = np.ones(3)\ny = matvec(«x», x)\n": None,
    _NP + "A = np.ones((3, 3))\nC = matmul(A, «2»)\n": None,
    _NP + "y = sort(«np.ones((3, 4)).sum()»)\n": None,
    _NP + "A = np.ones((3, 3))\ny = matvec(A[0:2], «A[0, 0]»)\n": None,
}
GOOD = [
    _NP + "A = np.ones((3, 3))\ny = matvec(A, A[0])\nz = matmul(A[0], A)\ns = parsum(A[0, 0])\n",
    _NP + "def f(x):\n    return matvec(x, x)\n",
    _NP + "x = np.ones(3)\nif x[0]:\n    x = np.ones((3, 3))\ny = matvec(x, np.ones(3))\n",
    _NP + "x = 3\nfor x in arrays:\n    y = sort(x)\n",
    _NP + "try:\n    sort(1)\nexcept ValueError:\n    pass\n",
]


def check(script):
    """Find operands of too few dimensions."""
    for call in script.calls:
        for position, shape in enumerate(known_shapes(script, call)):
            needed = least(call.primitive, position)
            if shape is not None and len(shape) < needed and not handled(script, call.node):
                yield script.report(call.node.args[position], _message(call.primitive, position, shape, needed))


def _message(row, position, shape, needed):
    parameter = row.parameters[position]
    found = "a scalar" if not shape else f"an array of shape {shape}"
    return f"`{row.name}` needs {needed} dimension{'s' * (needed > 1)} for `{parameter}`, this is {found}"
