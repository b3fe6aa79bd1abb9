"""Which scripts show how long a value is held."""

import ast

import pytest

from dino.compiler.names import names

SHOWN = {
    "import weakref": "weakref",
    "class A:\n def __del__(self): pass": "__del__",
    "a.resize(3)": "resize",
    "f = open('x')": "open",
    "g(open('x'))": "open",
    "import gzip\nf = gzip.open('x')": "open",
    "def f():\n try:\n  yield\n finally:\n  g()": "yield",
    "def f():\n with a:\n  yield from b": "yield",
    "d = tempfile.TemporaryDirectory()": "TemporaryDirectory",
    "subprocess.Popen(['x'])": "Popen",
}


@pytest.mark.parametrize("script", SHOWN)
def test_who_tells_or_does_something_at_its_end(script):
    assert names(ast.parse(script)).lifetimes == (SHOWN[script],)


@pytest.mark.parametrize(
    "script",
    [
        "with open('x') as f: pass",
        "x = open('x').read()",
        "f = open('x')\nf.close()",
        "with tempfile.TemporaryDirectory() as d: pass",
        "def f():\n yield 1",
        "@contextlib.contextmanager\ndef f():\n try:\n  yield\n finally:\n  g()",
        "opened = np.load('x')",
    ],
)
def test_what_somebody_else_sees_to_shows_nothing(script):
    assert names(ast.parse(script)).lifetimes == ()
