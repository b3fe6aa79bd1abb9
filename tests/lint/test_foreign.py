"""No false alarm in code of other people's, nor in our own."""

import ast
import importlib.util
import io
import re
import sys
import sysconfig
from contextlib import redirect_stdout, suppress
from pathlib import Path

import numpy as np
import pytest

import dino
from dino.codes import names
from dino.compiler.rule import rule
from dino.lint.examine import examine
from dino.lint.run import Job, run
from dino.lint.settings import Settings

ROOT = Path(__file__).parents[2]
ADVICE = ("DN302",)  # about NumPy, so it may well have advice for code that knows nothing of DiNo
EVERY = Settings(select=("ALL",), ignore=ADVICE)
STANDARD = Path(sysconfig.get_path("stdlib"))
NUMPY = Path(importlib.util.find_spec("numpy").origin).parent
INSTALLED = NUMPY.parent
SKIPPED = {"site-packages", "lib2to3", "dino"}


def scripts(folder):
    inside = (path for path in sorted(folder.rglob("*.py")) if not SKIPPED & set(path.relative_to(folder).parts[:-1]))
    return [path for path in inside if path.is_file()]


def findings(paths, settings=EVERY):
    results = run([(str(path), settings) for path in paths], Job(), 1)
    return [(result.path, found.line, found.code, found.message) for result in results for found in result.findings]


@pytest.mark.parametrize("folder", [STANDARD, INSTALLED], ids=["standard library", "site-packages"])
def test_nothing_is_found_in_code_without_dino(folder):
    paths = scripts(folder)
    assert len(paths) > 500
    foreign = [found for found in findings(paths) if found[2] != "DN100"]
    assert foreign == []


NAMES = re.compile(rb"(?<![\w.])(matmul|matvec|parsum|sort|hello)\b|\.(matmul|matvec|sort)\(")


def test_nothing_is_found_in_two_hundred_files_that_use_other_libraries_sort_and_matmul():
    """The byte scan does not help here: every one of them is parsed and given to every rule."""
    chosen = []
    for path in (*scripts(NUMPY), *scripts(INSTALLED), *scripts(STANDARD)):
        content = path.read_bytes()
        if len(content) < 40_000 and NAMES.search(content):
            chosen.append((path, content))
        if len(chosen) == 200:
            break
    assert len(chosen) == 200
    codes = EVERY.codes()
    for path, content in chosen:
        found = [each for each in examine(content, str(path), codes).findings if each.code != "DN100"]
        assert found == [], path


OTHERS = r"""
import torch; torch.matmul(a); torch.sort(x, dim=0); torch.sort(x)
import jax.numpy as jnp; jnp.matmul(a); jnp.sort(x, axis=0)
from numpy import matmul, sort; matmul(a); sort(x, axis=0); sort(x)
from numpy import *; sort(x, axis=0); matmul(a, b); sort(x)
from scipy.sparse.linalg import LinearOperator; LinearOperator(s, matvec=f).matvec(x)
import tensorflow as tf; tf.linalg.matvec(a, x); tf.sort(x); tf.matmul(a, b, transpose_b=True)
import pandas as pd; pd.concat(xs, sort=True); df.sort(); df.hello()
import cupy as cp; cp.matmul(a, b, out=c); cp.sort(x)
from cupy import sort as s, matmul as mm; s(x); mm(a)
import dask.array as da; da.matmul(a); da.sort(x)
from operator import matmul; matmul(a, b, c)
import operator; operator.matmul(a)
from dino import cost; from mpi4py import MPI; MPI.COMM_WORLD.sort(cost)
from mylib import sort, hello, matvec, parsum, matmul; sort(); hello(1, 2); matvec(); parsum(); matmul()
from . import sort; sort()
from .dino import sort; sort()
from mydino import sort; sort()
import dinosaur as dino; dino.sort(); dino.matmul(1)
from dinosaur import *; sort(1, 2)
dino = load(); dino.sort(); dino.matmul(1)
class dino: sort = sorted\ndino.sort(1, 2)
def sort(x, key=None): return x\nsort(x, key=f); sort(x)
sort = sorted; sort(x, key=f)
sort, matmul = f(); sort(1, 2); matmul()
for sort in sorts: sort(1, 2)
with f() as matmul: matmul(1)
hello = "hello"; print(hello)
def hello(name): print("hello", name)\nhello("x")
lambda sort: sort(1, 2)
[matmul(1) for matmul in matmuls]
class A:\n    def sort(self): self.sort(1, 2)
class A:\n    def matmul(self, b): return matmul\n    matvec = 1
x.sort(); x.sort(key=f); [].sort()
@matmul.register\ndef matmul(x): pass
global_ = {"sort": 1}; f(sort=1, matmul=2)
def f(sort=True, *matmul, **hello): return sort, matmul, hello
try:\n    from fast import sort\nexcept ImportError:\n    from slow import sort\nsort(1, 2)
import sort; sort.sort(1)
import matmul as hello; hello.hello()
from a import b as sort; sort(1, 2)
if x:\n    def sort(): pass\nsort()
def f():\n    def matvec(v): return v\n    return matvec(1)
def f():\n    global sort\n    sort = 1\n    sort(x)
def f(matvec):\n    def g(v): return matvec(v)\n    return g
match x:\n    case sort: sort(1, 2)
exec("def sort(): pass"); sort()
import builtins; builtins.sort = sorted; sort(x, key=f)
del sort
print("sort(x)", 'matmul(A)', f"{'sort'}")
# from dino import sort; sort(1, 2)
sort: int = 3
nonlocal_sort = sort_ = resort(x)
async def f():\n    async for sort in x: sort(1, 2)
from ctypes import *; sort(x, y, z, key)
while (sort := f()): sort(1, 2)
except_ = 1\ntry: pass\nexcept E as hello: hello()
{sort: 1 for sort in x}
"""
SNIPPETS = [line.replace("\\n", "\n") + "\n" for line in OTHERS.strip().split("\n")]


@pytest.mark.parametrize("text", SNIPPETS)
def test_nothing_is_found_in_what_only_looks_like_a_primitive(text):
    assert examine(text.encode(), "x.py", EVERY.codes()).findings == ()


DEFAULT = frozenset(code for code in names() if rule(code).default)


def test_nothing_is_found_in_the_examples():
    assert findings(sorted((ROOT / "examples").rglob("*.py")), Settings()) == []


def own(folder):
    return sorted((ROOT / folder).rglob("*.py"))


CASES = [path for path in own("tests/compiler/cases") if not path.name.endswith(".spmd.py")]
RAISES = {"DN110", "DN111", "DN112"}


def test_calls_that_are_said_to_raise_do_raise(monkeypatch):
    """The compiler's cases are run, and what each primitive call did is compared with what was said of its line."""
    for path in CASES:
        wrong = {
            found.line for found in examine(path.read_bytes(), str(path), DEFAULT).findings if found.code in RAISES
        }
        succeeded, failed = outcomes(path, monkeypatch)
        assert not wrong & (succeeded - failed), path


def outcomes(path, monkeypatch):
    """Lines on which a primitive returned, and on which it raised."""
    succeeded, failed = set(), set()

    def watched(primitive):
        def call(*args, **options):
            line = sys._getframe(1).f_lineno
            try:
                value = primitive(*args, **options)
            except (TypeError, ValueError):
                failed.add(line)
                raise
            succeeded.add(line)
            return value

        return call

    with monkeypatch.context() as patched:
        for name in dino.__all__:
            patched.setattr(dino, name, watched(getattr(dino, name)))
        names = {"np": np, "__name__": "__main__"} | {name: getattr(dino, name) for name in dino.__all__}
        with redirect_stdout(io.StringIO()), suppress(Exception, SystemExit):
            exec(compile(path.read_bytes(), str(path), "exec", dont_inherit=True), names)
    return succeeded, failed


def test_every_file_of_ours_parses_or_is_said_not_to():
    for path in own("dino"):
        ast.parse(path.read_bytes())
        assert [found.code for found in examine(path.read_bytes(), str(path), DEFAULT).findings] == []
