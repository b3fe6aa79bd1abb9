"""The result of a primitive is not used.

## What it does
Finds a primitive call that is a statement by itself.

## Why is this bad?
Primitives change none of their arguments: `sort(x)` returns a sorted copy, unlike `x.sort()`. All ranks work for
nothing, and mostly the script goes on with what it took for the result.

## Example
    from dino import sort
    sort(x)
    print(x[0])

## Use instead
    from dino import sort
    x = sort(x)
    print(x[0])
"""

import ast

from dino.compiler.diagnostics import Edit, Fix
from dino.compiler.survey.handled import handled

BAD = {
    "from dino import sort\n«sort(x)»\n": "from dino import sort\nx = sort(x)\n",
    "import dino\nif big:\n    «dino.matmul(A, B)»\n": None,
    "def f(x):\n    «parsum(x)»\n": None,
}
GOOD = [
    "from dino import hello\nhello()\n",
    "from dino import sort\ny = sort(x)\nprint(sort(x))\n",
    "x.sort()\n",
    "from dino import matmul\ntry:\n    matmul(A, B)\nexcept ValueError:\n    print('no')\n",
]


def check(script):
    """Find calls whose value is dropped."""
    for call in script.calls:
        statement = script.scopes.parents[call.node]
        if isinstance(statement, ast.Expr) and call.primitive.parameters and not handled(script, call.node):
            name = call.primitive.name
            yield script.report(
                call.node, f"result of `{name}` is not used", f"`{name}` changes no argument", _fix(script, call)
            )


def _fix(script, call):
    """`x = sort(x)` is what is mostly meant; but the script changes by it, so it is not safe."""
    match call.node.args:
        case [ast.Name(id=name)] if call.primitive.name == "sort":
            start = script.source.start(call.node)
            return Fix(f"Assign the result to `{name}`", (Edit(start, start, f"{name} = "),), safe=False)
    return None
