"""Wrong number of arguments, or one that the primitive does not have.

## What it does
Compares the arguments of each primitive call with the primitive's parameters.

## Why is this bad?
The call raises `TypeError`, perhaps after hours. It mostly happens where NumPy's function of the same name takes more,
such as the `axis` of `numpy.sort`.

## Example
    from dino import sort
    y = sort(x, axis=0)

## Use instead
    import numpy as np
    y = np.sort(x, axis=0)
"""

import ast

from dino.compiler.survey.handled import handled

BAD = {
    "from dino import matmul\nC = matmul(A, B, «D»)\n": None,
    "from dino import matmul\nC = «matmul(A)»\n": None,
    "import dino\ny = dino.sort(x, «axis=0»)\n": None,
    "from dino import matvec as mv\ndef f(A, x):\n    return mv(A, x, «1, 2»)\n": None,
    "from dino import matmul\nC = matmul(A, B, «a=A»)\n": None,
    "y = «parsum()»\n": None,
}
GOOD = [
    "from dino import matmul\nC = matmul(A, B)\nD = matmul(b=B, a=A)\nE = matmul(*pair)\nF = matmul(**both)\n",
    "from numpy import sort\ny = sort(x, axis=0)\n",
    "def matmul(a): return a\nC = matmul(A, B, C)\n",
    "x.sort(1, 2)\n",
    "from dino import hello\nhello()\n",
    "from dino import sort\ntry:\n    y = sort(1, 2)\nexcept TypeError:\n    pass\n",
]


def check(script):
    """Find calls that cannot be bound to the primitive's parameters."""
    for call in script.calls:
        starred = any(isinstance(argument, ast.Starred) for argument in call.node.args)
        if not starred and all(keyword.arg for keyword in call.node.keywords) and not handled(script, call.node):
            yield from _mistakes(script, call)


def _mistakes(script, call):
    row, node = call.primitive, call.node
    given = row.parameters[: len(node.args)]
    named = [keyword.arg for keyword in node.keywords]
    if len(node.args) > len(row.parameters):
        yield _surplus(script, row, node)
        return
    for keyword in node.keywords:
        if keyword.arg not in (*row.parameters, *row.options):
            message = f"`{row.name}` has no parameter `{keyword.arg}`"
            yield script.report(keyword, message, _advice(row))
            return
        if keyword.arg in given:
            yield script.report(keyword, f"`{row.name}` is given `{keyword.arg}` twice")
            return
    missing = [name for name in row.parameters if name not in (*given, *named)]
    if missing:
        yield script.report(node, f"`{row.name}` lacks its argument `{missing[0]}`", _advice(row))


def _surplus(script, row, node):
    first, last = node.args[len(row.parameters)], node.args[-1]
    takes = f"takes {len(row.parameters) or 'no'} argument{'s' * (len(row.parameters) != 1)}"
    message = f"`{row.name}` {takes}, {len(node.args)} {'is' if len(node.args) == 1 else 'are'} given"
    return script.report(first, message, _advice(row), until=last)


def _advice(row):
    form = f"call it as `{row.name}({', '.join(row.parameters)})`"
    return f"{form}, or `{row.alias}` where that takes more" if row.alias else form
