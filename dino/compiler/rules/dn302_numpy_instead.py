"""NumPy computes on root alone what a primitive would share.

## What it does
Finds `np.matmul`, `np.dot`, `@`, `np.matvec`, `np.sum` and `np.sort` of arrays that are known to be large.

## Why is this bad?
The other ranks stand by. A primitive does the same on all of them.

## Example
    import numpy as np
    A = np.random.rand(4000, 4000)
    B = np.random.rand(4000, 4000)
    C = A @ B

## Use instead
    import numpy as np
    from dino import matmul
    A = np.random.rand(4000, 4000)
    B = np.random.rand(4000, 4000)
    C = matmul(A, B)

## Notes
Off by default: it is advice. `parsum` has the bits of `np.sum`, so that fix is safe; products agree within NumPy's
usual error bound, and `sort` puts -0.0 before 0.0, so those fixes are not.
"""

import ast

from dino.compiler.diagnostics import Edit, Fix
from dino.compiler.survey.arrays import as_array
from dino.compiler.survey.operands import time_on_root
from dino.primitives import TABLE

DEFAULT = False
MENTIONS = b"numpy"
SECONDS = 1e-3
"""Time on root that makes a call worth another look."""

_IN = "import numpy as np\n\nfrom dino import parsum, sort\n\n"
BAD = {
    _IN + "x = np.ones(10**7)\nprint(sort(x), «np.sum(x)»)\n": _IN + "x = np.ones(10**7)\nprint(sort(x), parsum(x))\n",
    _IN + "A = np.ones((2000, 2000))\nC = «A @ A»\n": (
        "import numpy as np\n\nfrom dino import parsum, sort, matmul\n\nA = np.ones((2000, 2000))\nC = matmul(A, A)\n"
    ),
    "import numpy as np\nA = np.ones((9000, 9000))\ny = «np.dot(A, np.ones(9000))»\n": (
        "import numpy as np\nfrom dino import matvec\nA = np.ones((9000, 9000))\ny = matvec(A, np.ones(9000))\n"
    ),
    "import numpy as np\ny = «np.sort(np.random.rand(10_000_000))»\n": (
        "import numpy as np\nfrom dino import sort\ny = sort(np.random.rand(10_000_000))\n"
    ),
}
GOOD = [
    "import numpy as np\nC = np.ones((20, 20)) @ np.ones((20, 20))\nD = A @ B\n",
    "import numpy as np\nx = np.ones((10_000, 1000))\ny = np.sum(x, axis=0)\nz = np.sort(x, axis=0)\n",
    "import numpy as np\nA = np.ones((5000, 5000))\nnp.matmul(A, A, out=A)\n",
]


def check(script):
    """Find calls and operators that a primitive could take over."""
    for node in script.scopes.parents:
        if isinstance(node, ast.BinOp | ast.Call):
            operands = _operands(script, node)
            arrays = [as_array(script.values.get(operand)) for operand in operands]
            row = _row(script, node, arrays) if arrays and None not in arrays else None
            if row and (time_on_root(row, arrays) or 0) > SECONDS:
                yield _finding(script, node, row, operands)


def _operands(script, node) -> list[ast.expr]:
    match node:
        case ast.BinOp(op=ast.MatMult()):
            return [node.left, node.right]
        case ast.Call(keywords=[]) if script.qualified(node.func).startswith("numpy."):
            return node.args
    return []


def _row(script, node, arrays):
    """The primitive that does the same, if the operands have exactly its dimensions."""
    name = "numpy.matmul" if isinstance(node, ast.BinOp) else script.qualified(node.func)
    rows = (row for row in TABLE if row.parameters and name in _names(row))
    return next((row for row in rows if _fits(row, [len(array.shape or ()) for array in arrays])), None)


def _fits(row, dimensions: list[int]) -> bool:
    """A sum takes an array of any dimensions, the others what their signature says."""
    return not row.dimensions[1] or [len(letters) for letters in row.dimensions[0]] == dimensions


def _names(row) -> tuple[str, ...]:
    """Functions of NumPy that a primitive can take over."""
    return (row.alias, "numpy.matmul", "numpy.dot") if row.name in ("matmul", "matvec") else (row.alias,)


def _finding(script, node, row, operands):
    texts = ", ".join(script.source.segment(operand) for operand in operands)
    message = f"NumPy computes this on root alone; `{row.name}` shares it among the ranks"
    edit = Edit(script.source.start(node), script.source.end(node), f"{row.name}({texts})")
    fix = Fix(f"Use `{row.name}`", (edit,), row.name == "parsum", (f"dino.{row.name}",))
    return script.report(node, message, f"call `{row.name}({texts})`", fix if _is_free(script, row.name) else None)


def _is_free(script, name: str) -> bool:
    """Whether a name means the primitive everywhere, or nothing at all."""
    bindings = [pair for scope in script.scopes.every for pair in scope.bindings.get(name, ())]
    return all(getattr(statement, "module", "") == "dino" and node.name == name for node, statement in bindings)
