"""An operand is built anew in each iteration of a loop, though it never changes.

## What it does
Finds a large operand of a primitive in a loop whose expression makes a new array each time, of nothing but names that
the loop leaves alone.

## Why is this bad?
An array that was sent stays on the ranks as long as it is the same array. A new one with the same content is sent
again in each iteration, and computed again too.

## Example
    from dino import matvec
    for step in range(1000):
        x = matvec(A.T.copy(), x)

## Use instead
    from dino import matvec
    At = A.T.copy()
    for step in range(1000):
        x = matvec(At, x)
"""

import ast

from dino.compiler.diagnostics import Edit, Fix
from dino.compiler.survey.changes import changed, fresh
from dino.compiler.survey.operands import is_trifle, known_shapes, too_small

_IN = "import numpy as np\nfrom dino import *\n"
BAD = {
    _IN + "for i in range(9):\n    x = matvec(«A.T.copy()», x)\n": (
        _IN + "a = A.T.copy()\nfor i in range(9):\n    x = matvec(a, x)\n"
    ),
    _IN + "while parsum(x) > 1:\n    x = sort(x)\n    B = matmul(B, «np.array(rows)»)\n": (
        _IN + "b = np.array(rows)\nwhile parsum(x) > 1:\n    x = sort(x)\n    B = matmul(B, b)\n"
    ),
    _IN + "def f(A, x):\n    for i in range(9):\n        x = matvec(«0.85 * A + 0.15», x)\n    return x\n": (
        _IN + "def f(A, x):\n    a = 0.85 * A + 0.15\n    for i in range(9):\n        x = matvec(a, x)\n    return x\n"
    ),
    _IN + "for i in range(9):\n    x = matvec(«np.ones((2000, 2000))», x)\n": (
        _IN + "a = np.ones((2000, 2000))\nfor i in range(9):\n    x = matvec(a, x)\n"
    ),
}
GOOD = [
    _IN + "for i in range(9):\n    x = matvec(A, x)\n",
    _IN + "for i in range(9):\n    x = matvec(A * i, x)\n",
    _IN + "for i in range(9):\n    A[i] = 0\n    x = matvec(A.copy(), x)\n",
    _IN + "for i in range(9):\n    shuffle(A)\n    x = matvec(A.copy(), x)\n",
    _IN + "for i in range(9):\n    advance()\n    x = matvec(A + B, x)\n",
    _IN + "for i in range(9):\n    A.sort()\n    x = matvec(A + B, x)\n",
    _IN + "for i in range(9):\n    x = matvec(A.T, 2 * b)\n",
    _IN + "for i in range(9):\n    x = matvec(np.random.rand(n, n), x)\n",
    _IN + "A = np.ones((3, 3))\nfor i in range(9):\n    x = matvec(A + 1, np.ones(3))\n",
    _IN + "x = matvec(A.copy(), x)\n",
    _IN + "for i in range(9):\n    x = matvec(np.ones((4, 4)), x)\n",
    _IN + "for i in range(9):\n    a = matmul(a, np.diag([1, 2, 3]))\n",
    _IN + "A = np.ones((9, 9))\nfor i in range(9):\n    x = matvec(A + 1, x)\n",
    _IN + "for i in range(9):\n    x = matvec(A[x > 0] + 1, x)\n",
    _IN + "for i in range(9):\n    x = matvec((A := load()) + 1, x)\n",
]


def check(script):
    """Find operands that could be built before the loop."""
    for call in script.calls:
        loop = next(iter(script.loops(call.node)), None)
        if isinstance(loop, ast.For | ast.While) and not too_small(script, call):
            for position, shape in enumerate(known_shapes(script, call)):
                if _is_large(call, position, shape) and _is_rebuilt(script, call.node.args[position], loop, shape):
                    yield _finding(script, call, loop, position)


def _is_large(call, position, shape) -> bool:
    """Whether no other operand has more dimensions, and it is not known to be too small for its way to matter."""
    dimensions = call.primitive.dimensions[0]
    return not is_trifle(shape) and len(dimensions[position]) == max(map(len, dimensions))


def _is_rebuilt(script, operand, loop, shape) -> bool:
    return fresh(script, operand, bool(shape)) and not changed(script, loop, _variables(script, operand))


def _variables(script, operand) -> set[str]:
    """Names of values, not of modules."""
    return {node.id for node in ast.walk(operand) if isinstance(node, ast.Name) and not script.qualified(node)}


def _finding(script, call, loop, position):
    operand = call.node.args[position]
    text = script.source.segment(operand)
    message = "this operand is the same in each iteration, but a new array: it is sent to the ranks each time"
    return script.report(operand, message, "compute it once, before the loop", _fix(script, call, loop, position, text))


def _fix(script, call, loop, position, text):
    """Not safe: a loop that never runs would not have computed it."""
    source, operand = script.source, call.node.args[position]
    start = source.start(loop)
    lead = source.indentation(start)
    if "\n" in text or source.text[source.starts[source.line(start) - 1] : start] != lead:
        return None
    taken = {name for scope in script.scopes.every for name in scope.bindings} | {
        node.id for node in script.scopes.around if isinstance(node, ast.Name)
    }
    parameter = call.primitive.parameters[position]
    name = next(name for name in (parameter, *(f"{parameter}_{n}" for n in range(2, 9999))) if name not in taken)
    edits = (Edit(start, start, f"{name} = {text}\n{lead}"), Edit(source.start(operand), source.end(operand), name))
    return Fix("Compute it before the loop", edits, safe=False)
