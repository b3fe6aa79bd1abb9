"""A result in floating point is compared for equality.

## What it does
Finds `==` and `!=` between the result of a sum or product of floating-point numbers and something else than zero.

## Why is this bad?
Sums and products are rounded. DiNo's are the same bits on any number of ranks, but not those of another algorithm: a
product may differ from `np.matmul` in the last place, on one CPU and not on the next. The branch then depends on the
machine.

## Example
    import numpy as np
    from dino import parsum
    x = np.random.rand(1000)
    if parsum(x / parsum(x)) == 1:
        print("normalised")

## Use instead
    import numpy as np
    from dino import parsum
    x = np.random.rand(1000)
    if np.isclose(parsum(x / parsum(x)), 1):
        print("normalised")
"""

import ast

from dino.compiler.diagnostics import Edit, Fix
from dino.compiler.survey.arrays import as_array

_IN = "import numpy as np\nfrom dino import *\nA = np.ones((3000, 3000))\n"
BAD = {
    _IN + "print(«matmul(A, A) == A»)\n": _IN + "print(np.isclose(matmul(A, A), A))\n",
    _IN + "s = parsum(A)\nwhile «s != 0.3»:\n    pass\n": _IN
    + "s = parsum(A)\nwhile not np.isclose(s, 0.3):\n    pass\n",
    _IN + "if «1 == parsum(A)»:\n    pass\n": _IN + "if np.isclose(1, parsum(A)):\n    pass\n",
    _IN + "C = matmul(A, A)\nprint((«C == np.matmul(A, A)»).all())\n": (
        _IN + "C = matmul(A, A)\nprint((np.isclose(C, np.matmul(A, A))).all())\n"
    ),
}
GOOD = [
    _IN + "print(parsum(A) == 0, parsum(A) == np.sum(A), parsum(A) < 1)\n",
    _IN + "print(matmul(A, A) == matmul(A, A))\n",
    _IN + "print(sort(A[0]) == A[0])\n",
    _IN + "print(parsum(np.arange(10**7)) == 45)\n",
    _IN + "print(parsum(x) == 1)\n",
    _IN + "s = parsum(A)\ns = 3\nprint(s == 0.3)\n",
]


def check(script):
    """Find comparisons of which one side is a rounded result."""
    for node in script.scopes.parents:
        match node:
            case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
                row = _rounded(script, left) or _rounded(script, right)
                if row and not _exact(script, row, left, right):
                    message = f"result of `{row.name}` is compared for equality, but it is rounded"
                    yield script.report(node, message, "compare within a tolerance", _fix(script, node, left, right))


def _rounded(script, node):
    """The primitive of which an expression is a floating-point result."""
    call = next((call for call in script.calls if call.node is _origin(script, node)), None)
    if call is None or call.primitive.exchange or not call.primitive.parameters:
        return None
    array = as_array(script.values.get(call.node))
    return call.primitive if array and array.kind in ("f", "c") else None


def _origin(script, node):
    """The expression that a name was bound to, if it is bound once."""
    if not isinstance(node, ast.Name):
        return node
    owner = script.scopes.around[node].owner(node.id)
    bound = owner.bindings[node.id] if owner else ()
    statement = script.scopes.parents.get(bound[0][0]) if len(bound) == 1 else None
    return statement.value if isinstance(statement, ast.Assign) and bound[0][0] in statement.targets else node


def _exact(script, row, left, right) -> bool:
    """Zero is exact, and so is the same algorithm."""
    if _rounded(script, left) and _rounded(script, right):
        return True
    other = right if _rounded(script, left) else left
    match other:
        case ast.Constant(value=value):
            return not isinstance(value, int | float | complex) or value == 0
        case ast.Call(func=function):
            return row.op == "pairwise" and script.qualified(function) == row.alias
    return False


def _fix(script, node, left, right):
    """Not safe: it is meant to change what the script does."""
    scalar = as_array(script.values.get(_origin(script, left))) and all(
        array is None or array.shape == ()
        for array in (as_array(script.values.get(_origin(script, side))) for side in (left, right))
    )
    no = "" if isinstance(node.ops[0], ast.Eq) else "not " if scalar else "~"
    texts = ", ".join(script.source.segment(side) for side in (left, right))
    edit = Edit(script.source.start(node), script.source.end(node), f"{no}np.isclose({texts})")
    return Fix("Use `np.isclose`", (edit,), safe=False, imports=("numpy as np",))
