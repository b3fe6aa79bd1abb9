"""Which calls are primitives, and which only look like them."""

import pytest

from dino.compiler.names import names
from dino.compiler.parse import parse
from dino.compiler.resolve import resolve


def resolved(text):
    parsed = parse(text, "x.py")
    return resolve(parsed, names(parsed.tree))


def calls(text):
    return sorted((row.name, call.lineno) for call, row in resolved(text).calls.items())


PRIMITIVES = {
    "from dino import sort\nsort(x)\n": [("sort", 2)],
    "from dino import sort as s\ns(x)\nx.sort(x)\n": [("sort", 2)],
    "import dino\ndino.sort(x)\n": [("sort", 2)],
    "import dino as d\nd.matmul(d.sort(x), d)\n": [],
    "import dino as d\nd.matmul(d.sort(x), y)\n": [("matmul", 2), ("sort", 2)],
    "from dino import *\nsort(parsum(x))\n": [("parsum", 2), ("sort", 2)],
    "sort(x)\nmatmul(a, b)\nhello()\n": [("hello", 3), ("matmul", 2), ("sort", 1)],
    "def f(y): return sort(y)\nsort(x)\n": [("sort", 1), ("sort", 2)],
    "def f(): sort(x)\n": [("sort", 1)],
    "def f(d):\n    d.sort(x)\nimport dino as d\nd.sort(x)\n": [("sort", 4)],
    "import dino\nimport dino as d\nd.sort = f\ndino.sort(x), dino.parsum(x)\n": [("parsum", 4)],
    "import dino as d\nd.sort = f\nfrom dino import sort, parsum\nsort(x), parsum(x)\n": [("parsum", 4)],
    "from dino import sort\nd.sort = f\nsort(x)\n": [("sort", 3)],
    "import os\nsort(x)\n": [("sort", 2)],
    "def f(sort): sort(1)\nsort(x)\n": [("sort", 2)],
}
OTHERS = [
    "sort(x)\nfrom dino import sort\n",
    "from dino import sort\nsort = 1\nsort(x)\n",
    "from dino import sort\ndel sort\nsort(x)\n",
    "from dino import sort\nfor sort in y: pass\nsort(x)\n",
    "from dino import sort\nwith y as sort: pass\nsort(x)\n",
    "from dino import sort\nimport sort\nsort(x)\n",
    "from dino import sort\ndef f():\n    global sort\n    sort = 1\nsort(x)\n",
    "from dino import sort\ntry: pass\nexcept E as sort: pass\nsort(x)\n",
    "from dino import sort\nmatch y:\n    case [sort]: pass\nsort(x)\n",
    "from dino import sort\n(sort := 1)\nsort(x)\n",
    "from dino import sort\n[0 for i in y if (sort := i)]\nsort(x)\n",
    "from dino import sort\nfrom numpy import *\nsort(x)\n",
    "from dino import *\nfrom numpy import *\nsort(x)\n",
    "from dino import sort\nexec(y)\nsort(x)\n",
    "from dino import sort\nglobals()['sort'] = 1\nsort(x)\n",
    "if y:\n    from dino import sort\nsort(x)\n",
    "from .dino import sort\nsort(x)\n",
    "from dino import sort\nsort(x, y)\n",
    "from dino import sort\nsort(*x)\nsort(x=1)\nsort()\n",
    "from numpy import *\nsort(x)\n",
    "import dino\ndino.sort = 1\ndino.sort(x)\n",
    "import dino\nf(dino)\ndino.sort(x)\n",
    "import dino, dino\ndino.sort(x)\n",
    "def sort(x): pass\nsort(x)\n",
    "sort = 1\nsort(x)\n",
    "import builtins\nbuiltins.sort = 1\nsort(x)\n",
    "exec('sort = 1')\nsort(x)\n",
    "x.sort()\nnp.sort(x)\n",
    "@g\ndef f(): sort(x)\n",
    "async def f(): sort(x)\n",
    "def f(): yield sort(x)\n",
    "def f():\n    def g(): sort(x)\n",
    "def f():\n    class C: pass\n    sort(x)\n",
    "def f(): sort(x)\nf = 1\n",
    "if y:\n    def f(): sort(x)\n",
    "class C:\n    def f(self): sort(x)\n",
    "def f(): sort(x)\nf.__code__ = g\n",
    "def f():\n    from dino import sort\n    sort(x)\n",
    "x = '__main__'\nsort(x)\n",
    "class C: sort(x)\n",
    "lambda: sort(x)\n",
]


@pytest.mark.parametrize(("text", "expected"), PRIMITIVES.items())
def test_primitives_are_found(text, expected):
    assert calls(text) == expected


@pytest.mark.parametrize("text", OTHERS)
def test_what_may_be_something_else_is_left_alone(text):
    assert calls(text) == []


@pytest.mark.parametrize(
    ("text", "bare", "numpy"),
    [
        ("sort(np.ones(3))\n", ("sort",), True),
        ("import numpy as np\nsort(np.ones(3))\n", ("sort",), False),
        ("map(parsum, x)\n", ("parsum",), False),
        ("np.ones(3)\n", (), False),
        ("from dino import sort\nsort(np.ones(3))\n", (), False),
        ("def f(): return matmul(a, np.ones(3))\n", ("matmul",), True),
    ],
)
def test_original_style_needs_no_imports(text, bare, numpy):
    assert (resolved(text).bare, resolved(text).numpy) == (bare, numpy)


@pytest.mark.parametrize(
    ("text", "dynamic"),
    [
        ("vars()\n", True),
        ("vars(x)\n", False),
        ("f(dir)\n", True),
        ("dir(x)\n", False),
        ("locals\n", True),
        ("import __main__\n", True),
        ("sys.modules[__name__]\n", True),
        ("sys._getframe(0)\n", True),
        ("x.__dict__\n", True),
        ("x.eval(1)\n", True),
        ("timeit.timeit('b', setup='from __main__ import b')\n", True),
        ("pickle.loads(b'c__main__\\nb\\n.')\n", True),
        ('"Docstring of __main__."\n', False),
        ("if __name__ == '__main__': pass\n", False),
        ("from unittest import mock\n", True),
        ("from unittest.mock import patch\n", True),
        ("import pdb\n", True),
        ("breakpoint()\n", True),
        ("import timeit, unittest, logging\n", False),
        ("np.bmat('a, b')\n", True),
        ("profile = mock = 1\n", False),
        ("print(x)\n", False),
    ],
)
def test_access_to_the_namespace_is_seen(text, dynamic):
    assert bool(resolved(text).names.dynamic) is dynamic
