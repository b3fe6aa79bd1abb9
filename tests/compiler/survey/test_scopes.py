"""What a name means, wherever it stands."""

import ast
import symtable

import pytest

from dino.compiler.source import Source
from dino.compiler.survey.script import Script
from tests.compiler.test_standard_library import MODULES


def script(text):
    return Script(Source("x.py", text), ast.parse(text))


CALLS = {
    "from dino import sort\nsort(x)\n": ["sort"],
    "from dino import sort as s\ndef f(x):\n    return s(x)\n": ["sort"],
    "import dino\nclass C:\n    def f(self): dino.matmul(1)\n": ["matmul"],
    "import dino as d\nlambda: d.sort()\n": ["sort"],
    "from dino import *\ndef f(): sort(parsum(x))\n": ["sort", "parsum"],
    "sort(x)\ndef f(y): return matmul(y, np.ones(3))\n": ["sort", "matmul"],
    "def f():\n    from dino import sort\n    def g():\n        return sort(x)\n": ["sort"],
    "from dino import sort\nx = [sort(y) for y in sort(z)]\n": ["sort", "sort"],
    "from dino import sort\nclass C:\n    sort = 1\n    def f(self): return sort(x)\n": ["sort"],
    "from dino import sort\ndef f(x=sort(y)): pass\n": ["sort"],
    "from dino import sort\n@sort(1)\ndef f(sort): pass\n": ["sort"],
}
OTHERS = [
    "from dino import sort\nsort = 1\nsort(x)\n",
    "from dino import sort\ndef f(sort): sort(x)\n",
    "from dino import sort\ndef f():\n    sort = 1\n    def g(): sort(x)\n",
    "from dino import sort\n[sort(x) for sort in y]\n",
    "from dino import sort\nlambda sort: sort(x)\n",
    "from dino import sort\nclass C:\n    sort = 1\n    x = sort(1)\n",
    "from dino import sort\ndef f():\n    global sort\n    sort = 2\nsort(x)\n",
    "from dino import sort\ndef f():\n    def g():\n        nonlocal_ = sort\n    sort = 1\n    sort(x)\n",
    "try:\n    from dino import sort\nexcept ImportError:\n    from numpy import sort\nsort(x)\n",
    "from dino import *\nfrom numpy import *\nsort(x)\n",
    "from dino import sort\nfrom numpy import *\nsort(x)\n",
    "from numpy import *\nsort(x)\n",
    "from .dino import sort\nsort(x)\n",
    "import dino.sort\nx.sort(1)\n",
    "def sort(x): pass\nsort(x)\n",
    "f(sort)\n",
    "for sort in x: pass\ndef f(): sort(1)\n",
    "exec(y)\nsort(x)\n",
    "import builtins\nsort(x)\n",
    "(sort := 1)\nsort(x)\n",
    "match x:\n    case {'a': sort, **matmul}: sort(matmul())\n",
    "with x as sort, y as (matmul, [matvec]): sort(matmul(matvec()))\n",
    "try: pass\nexcept E as sort: sort(x)\n",
]


@pytest.mark.parametrize(("text", "names"), CALLS.items())
def test_primitive_calls_are_found_in_every_scope(text, names):
    assert [call.primitive.name for call in script(text).calls] == names


@pytest.mark.parametrize("text", OTHERS)
def test_what_may_be_something_else_is_left_alone(text):
    assert script(text).calls == ()


@pytest.mark.parametrize(
    "text", ["(x := [y := 1 for z in x])\n", "def f(x=(y := x)): return [lambda: (y := x) for x in x]\n"]
)
def test_every_name_stands_in_a_scope(text):
    made = script(text)
    assert {node for node in ast.walk(made.tree) if isinstance(node, ast.Name)} <= set(made.scopes.around)


@pytest.mark.parametrize("path", MODULES[::4], ids=lambda path: path.stem)
def test_names_are_bound_where_cpython_binds_them(path):
    text = path.read_text()
    ours = bound_by_us(text)
    theirs = bound_by_cpython(text)
    assert {key: ours.get(key, set()) for key in theirs} == theirs


def bound_by_us(text):
    found = {}
    for scope in script(text).scopes.every:
        if isinstance(scope.node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            key = scope.node.name, scope.node.lineno
            found.setdefault(key, set()).update(name for name in scope.bindings if not name.startswith("__"))
    return found


def bound_by_cpython(text):
    """Local names of functions and classes; those that CPython mangles or makes up are left out."""
    found = {}
    tables = [symtable.symtable(text, "x.py", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        if table.get_type() in ("function", "class") and table.get_name() not in _NAMELESS:
            names = (symbol.get_name() for symbol in table.get_symbols() if symbol.is_local())
            plain = {name for name in names if not name.startswith("__") and "__" not in name[1:]}
            found.setdefault((table.get_name(), table.get_lineno()), set()).update(plain)
    return found


_NAMELESS = {"lambda", "listcomp", "genexpr", "dictcomp", "setcomp"}
