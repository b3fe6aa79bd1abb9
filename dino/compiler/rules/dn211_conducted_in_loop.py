"""A primitive in a loop is conducted because of how the call is written.

## What it does
Finds primitive calls, in loops of the module's own level, that would be static scaffolding if they were written as
plain calls: with keyword arguments, or inside a comprehension.

## Why is this bad?
A conducted call is correct, but nothing is known of it beforehand: `dino compile` shows no moves for it, and its
operands and its result cannot stay on the ranks from one iteration to the next.

## Example
    from dino import matvec
    for step in range(1000):
        x = matvec(a=A, x=x)

## Use instead
    from dino import matvec
    for step in range(1000):
        x = matvec(A, x)
"""

import ast

from dino.compiler.diagnostics import Edit, Fix
from dino.compiler.survey.static import static_calls

BAD = {
    "from dino import matvec\nfor i in range(9):\n    x = «matvec(a=A, x=x)»\n": (
        "from dino import matvec\nfor i in range(9):\n    x = matvec(A, x)\n"
    ),
    "from dino import matvec\nfor i in range(9):\n    x = «matvec(x=x, a=A)»\n": None,
    "from dino import parsum\nsums = [«parsum(x)» for x in xs]\n": None,
    "from dino import sort\nwhile xs:\n    xs = f({k: «sort(k)» for k in xs})\n": None,
}
GOOD = [
    "from dino import matvec\nfor i in range(9):\n    x = matvec(A, x)\n",
    "from dino import matvec\nx = matvec(a=A, x=x)\n",
    "from dino import sort\nclass C:\n    def f(self):\n        return [sort(x) for x in self.xs]\n",
    "from dino import sort\nfor x in sort(x=xs):\n    print(x)\n",
    "from dino import sort\nprint([x for x in sort(xs)])\n",
    "from dino import sort\nfor x in xs:\n    y = x and sort(*x)\n",
]


def check(script):
    """Find calls that only their form keeps from being static."""
    suspects = [call for call in script.calls if call.scope.module is _outer(call.scope) and _form(script, call)]
    static = static_calls(script) if suspects else ()
    for call in suspects:
        if (call.node.lineno, call.node.col_offset) not in static:
            reason, fix = _form(script, call)
            yield script.report(call.node, f"`{call.primitive.name}` in a loop is conducted, not static", reason, fix)


def _outer(scope):
    """The scope around all comprehensions."""
    while isinstance(scope.node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        scope = scope.parent
    return scope


def _form(script, call):
    """How a call in a loop is written otherwise than plainly, and the fix; None if it is plain, or in no loop."""
    loops = list(script.loops(call.node))
    if not loops:
        return None
    if not isinstance(loops[0], ast.For | ast.AsyncFor | ast.While):
        return "write the comprehension as a `for` loop", None
    names = [keyword.arg for keyword in call.node.keywords]
    parameters = call.primitive.parameters
    positional = len(call.node.args)
    if not names or any(isinstance(argument, ast.Starred) for argument in call.node.args):
        return None
    if sorted(names) != sorted(parameters[positional:]):
        return None
    ordered = tuple(names) == parameters[positional:]
    return f"pass {', '.join(f'`{name}`' for name in names)} by position", _fix(script, call) if ordered else None


def _fix(script, call):
    edits = tuple(
        Edit(script.source.start(keyword), script.source.start(keyword.value), "") for keyword in call.node.keywords
    )
    parenthesised = any("(" in script.source.text[edit.start : edit.end] for edit in edits)
    return None if parenthesised else Fix("Pass the arguments by position", edits)
