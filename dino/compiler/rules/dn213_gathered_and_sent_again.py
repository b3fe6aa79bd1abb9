"""A result is gathered, changed by root and sent again in each iteration of a loop.

## What it does
Finds a result of `matmul` or `sort` that a loop computes, changes by an ordinary statement, and passes to a primitive.

## Why is this bad?
The whole array goes to root and back each time around. For `sort` and `parsum`, which do little work per element, that
takes longer than the work. (For `matmul` it pays if the matrices are large.)

## Example
    from dino import matmul
    for step in range(100):
        P = matmul(P, A)
        P /= 2

## Use instead
    from dino import matmul
    A /= 2
    for step in range(100):
        P = matmul(P, A)
"""

import ast

from dino.compiler.survey.changes import root
from dino.compiler.survey.operands import too_small

_IN = "import numpy as np\nfrom dino import *\n"
BAD = {
    _IN + "for i in range(9):\n    P = matmul(P, A)\n    «P /= 2»\n": None,
    _IN + "while parsum(x) > 1:\n    x = sort(x)\n    «x[0] = 0»\n": None,
    _IN + "for i in range(9):\n    P = matmul(P, A)\n    «P = P / P.max()»\n": None,
    _IN + "def f(x):\n    for i in range(9):\n        x = sort(x)\n        if i:\n            «x *= 2»\n": None,
}
GOOD = [
    _IN + "for i in range(9):\n    P = matmul(P, A)\nP /= 2\n",
    _IN + "for i in range(9):\n    x = matvec(A, x)\n    x /= np.abs(x).max()\n",
    _IN + "for i in range(9):\n    P = matmul(P, A)\n    print(P[0, 0])\n",
    _IN + "for i in range(9):\n    C = matmul(A, B)\n    C += 1\n    out.append(C)\n",
    _IN + "P = np.eye(3)\nfor i in range(9):\n    P = matmul(P, np.ones((3, 3)))\n    P /= 2\n",
]


def check(script):
    """Find what root does to such a result."""
    found = {}
    for call in script.calls:
        loop = next(iter(script.loops(call.node)), None)
        name = _assigned(script, call)
        if name and isinstance(loop, ast.For | ast.While) and _sent(script, loop, name) and not too_small(script, call):
            found |= {node: name for node in ast.walk(loop) if _changes(node, name)}
    for node, name in found.items():
        message = f"`{name}` is gathered, changed by root and sent again in each iteration"
        yield script.report(node, message, "change an operand before the loop, or the result after it")


def _sent(script, loop, name: str) -> bool:
    """Whether a primitive in the loop takes the array."""
    return any(_takes(call, name) for call in script.calls if loop in script.scopes.above(call.node))


def _assigned(script, call) -> str:
    """The name that a result is bound to, if it is no smaller than the operands."""
    statement = script.scopes.parents[call.node]
    whole = len(call.primitive.dimensions[1]) == max(map(len, call.primitive.dimensions[0]), default=9)
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) if whole:
            return name
    return ""


def _takes(call, name: str) -> bool:
    """Whether a call takes a name as one of its largest operands."""
    most = max(map(len, call.primitive.dimensions[0]), default=0)
    return any(
        isinstance(operand, ast.Name) and operand.id == name and len(letters) == most
        for operand, letters in zip(call.node.args, call.primitive.dimensions[0])
    )


def _changes(node, name: str) -> bool:
    match node:
        case ast.AugAssign(target=target):
            return root(target) == name
        case ast.Assign(targets=[ast.Subscript() as target]):
            return root(target) == name
        case ast.Assign(targets=[ast.Name(id=target)], value=ast.BinOp() as value) if target == name:
            return any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(value))
    return False
