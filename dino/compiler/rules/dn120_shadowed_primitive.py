"""A name of the script takes the place of a primitive that it imports.

## What it does
Finds names that a script imports from DiNo and binds to something else as well: in the same scope, by a star import of
NumPy that follows, or as a parameter or variable of a function that then calls it.

## Why is this bad?
Which of the two a call means depends on what ran before it. Where DiNo cannot be certain the call is not compiled, and
a reader who trusts the import is wrong.

## Example
    from dino import sort
    def by_length(words, sort=sorted):
        return sort(words, key=len)

## Use instead
    from dino import sort
    def by_length(words, order=sorted):
        return order(words, key=len)
"""

import ast

from dino.primitives import BY_NAME

BAD = {
    "from dino import sort\n«def sort(x):»\n    return sorted(x)\n": None,
    "from dino import sort\n«sort» = sorted\n": None,
    "from dino import matmul\nfrom numpy import «matmul»\n": None,
    "from dino import matmul\n«from numpy import *»\nC = matmul(A, B)\n": None,
    "from dino import sort\ndef f(xs, «sort»):\n    return sort(xs, 1)\n": None,
    "from dino import matmul as mm\ndef f(x):\n    «mm» = x.dot\n    return mm(x)\n": None,
}
GOOD = [
    "try:\n    from dino import sort\nexcept ImportError:\n    from numpy import sort\n",
    "from dino import sort\ndef f(xs, sort=True):\n    return sorted(xs) if sort else xs\n",
    "def sort(x):\n    return sorted(x)\ny = sort(x)\n",
    "from dino import sort\nclass C:\n    def sort(self):\n        return sort(self.x)\n",
    "from dino import sort\nfrom dino import sort\n",
    "from numpy import *\nfrom dino import sort\n",
    "from dino import sort\nx.sort = 1\nf(sort=2)\n",
    "import dino\nsort = 3\n",
    "from dino import sort\ny = sort(x)\ndel sort\n",
]


def check(script):
    """Find what shadows the primitives that are imported."""
    for scope in script.scopes.every:
        for name in list(scope.bindings):
            found = [(node, statement) for node, statement in scope.bindings[name] if _imports(node, statement)]
            if found and script.scopes.parents[found[0][1]] is scope.node:
                yield from _anew(script, scope, name, found[0])
                yield from _inside(script, scope, name)


def _imports(node, statement) -> bool:
    from_dino = isinstance(statement, ast.ImportFrom) and statement.module == "dino" and not statement.level
    return from_dino and node.name in BY_NAME


def _anew(script, scope, name, found):
    for node, statement in scope.bindings[name]:
        if not _imports(node, statement) and not isinstance(getattr(node, "ctx", None), ast.Del):
            yield _report(script, node, name)
    for statement in scope.node.body if isinstance(scope.node, ast.Module) else ():
        if _stars_over(statement, found[0].name, name) and statement.lineno > found[1].lineno:
            yield script.report(statement, f"`{name}` is NumPy's from here on, no longer DiNo's", _HELP)


def _stars_over(statement, primitive, name) -> bool:
    if not isinstance(statement, ast.ImportFrom) or statement.module != "numpy" or statement.names[0].name != "*":
        return False
    return BY_NAME[primitive].alias == f"numpy.{name}"


def _inside(script, outer, name):
    """What functions inside bind the name to, if they also call it."""
    called = {
        script.scopes.around[node.func].owner(name)
        for node in script.scopes.around
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }
    for scope in called - {outer, None}:
        around = scope.parent
        while around and around is not outer:
            around = around.parent
        if around and not isinstance(scope.node, ast.ClassDef):
            others = [node for node, statement in scope.bindings[name] if not _imports(node, statement)]
            yield from (_report(script, node, name) for node in others[:1])


def _report(script, node, name):
    message = f"`{name}` takes the place of DiNo's `{name}`"
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return _first_line(script, node, message)
    return script.report(node, message, _HELP)


def _first_line(script, node, message):
    found = script.report(node, message, _HELP)
    start = script.source.offset(node.lineno, node.col_offset)
    return type(found)("", node.lineno, message, start, script.source.line_end(start), _HELP)


_HELP = "give one of the two another name, as in `from dino import sort as dino_sort`"
