"""What is said of shapes and kinds is what NumPy says when the script runs."""

import ast

import numpy as np
import pytest

from dino.compiler.source import Source
from dino.compiler.survey.arrays import Array, as_array
from dino.compiler.survey.script import Script

HEAD = """
import math
import numpy as np
from numpy.random import default_rng
from dino import matmul, matvec, parsum, sort

n = 5
A = np.arange(12.0).reshape(3, 4)
B = np.ones((4, n), dtype=np.float32)
x = np.linspace(0, 1, 4)
i = np.arange(2, 9)
T = np.zeros((2, 3, 4), int)
rng = default_rng(1)
"""
KNOWN = """
A.T | A + 1 | A * x | -A | A / 2 | i / 2 | i + i | i * 2.5 | A[0] | A[:, 0] | A[1, 2] | A[-1:] | A[1:3, ::2]
A[None] | A[:, None] | A[np.newaxis, 0] | x[1:] | x[:-1] | x[::-1] | T[0] | T[1, :, 2] | A.copy() | A.astype(int)
A.astype("f4") | A.astype(np.complex128) | A.reshape(4, 3) | A.reshape((2, -1)) | A.reshape(-1) | A.ravel() | A.flatten()
T.reshape(6, -1) | T.T | A.sum() | i.sum() | A.mean() | i.mean() | A.max() | np.sum(A) | np.mean(i) | np.sqrt(A) | np.exp(i)
np.abs(-A) | np.round(A, 1) | np.maximum(A, 0) | np.add(A, x) | np.sort(A) | np.dot(A, B) | np.dot(A, x) | A @ B | A @ x
np.matmul(T, np.ones((4, 2))) | A.dot(B) | np.outer(x, i) | np.zeros(3) | np.ones((2, n)) | np.empty((n - 1, 2 * n)) | np.eye(3)
np.eye(3, 4) | np.identity(n) | np.full((2, 2), 1) | np.full(3, 0.5) | np.zeros_like(A) | np.ones_like(A, dtype=int)
np.array([1, 2, 3]) | np.array([[1.0, 2], [3, 4]]) | np.array([[1], [2]], dtype=float) | np.asarray(A) | np.ascontiguousarray(A.T)
np.arange(n) | np.arange(1, n, 2) | np.arange(10, 0, -3) | np.linspace(0, 1) | np.linspace(0, 1, num=7) | np.random.rand(2, 3)
np.random.randn(n) | np.random.random((2, 2)) | np.random.normal(size=(3, 1)) | np.random.randint(0, 9, size=4) | rng.random((2, 3))
rng.standard_normal(6) | rng.normal(0, 1, (2, 2)) | rng.integers(0, 5, 3) | rng.uniform(size=2) | rng.permutation(5) | rng.permutation(A)
np.random.default_rng(3).random(4) | np.transpose(A) | np.reshape(A, (6, 2)) | np.ravel(A) | np.copy(A) | np.clip(A, 0, 1)
matmul(A, B) | matmul(A, A.T) | matvec(A, x) | parsum(A) | sort(x) | sort(i) | matmul(A, A.T) + 1 | matvec(matmul(A, B), np.ones(n))
A.shape | A.shape[0] | len(A) | len(x) | A.ndim | n * 2 | n - 1 | n // 2 | 10 ** 3 | (n, n + 1) | np.zeros(A.shape) | np.zeros(A.shape[1])
np.zeros(len(x)) | A.real | (A + 1j).real | (A + 1j) * 2 | np.pi * x | 2 * math.pi * x | np.array([np.inf, -np.inf]) | np.zeros([2, 3])
np.square(i) | np.floor(x) | np.negative(A) | np.sign(i) | np.random.rand() | 1 / n | float(n) * x | A > 1
""".replace("\n", "|").split("|")
EXPRESSIONS = [text.strip() for text in KNOWN if text.strip()]


def told(text):
    """What the analysis says of each name's last binding at module level."""
    script = Script(Source("x.py", text), ast.parse(text))
    return {
        node.targets[0].id: script.values.get(node.value)
        for node in ast.walk(script.tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }


def agrees(value, said):
    """Whether what is said of a value is true."""
    if said is None:
        return True
    if isinstance(said, int | tuple):
        return said == value
    array, real = as_array(said), np.asarray(value)
    if array.kind and array.kind != real.dtype.kind:
        return False
    if array.shape is None:
        return True
    lengths = zip(array.shape, real.shape)
    return len(array.shape) == real.ndim and all(said is None or said == length for said, length in lengths)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expression_is_what_numpy_makes_of_it(expression):
    text = f"{HEAD}result = {expression}\n"
    names = {}
    exec(compile(text, "x.py", "exec"), names)
    said = told(text)["result"]
    assert agrees(names["result"], said), said
    if expression not in ("A > 1",):
        assert said is not None
        assert not isinstance(said, Array) or said.shape is not None


PROGRAMS = {
    "both ways the same": ("if x[0]:\n    y = np.ones((2, 3))\nelse:\n    y = np.zeros((2, 3))\nz = y + 0", (2, 3)),
    "a length differs": ("if x[0]:\n    y = np.ones((2, 3))\nelse:\n    y = np.zeros((4, 3))\nz = y + 0", (None, 3)),
    "a rank differs": ("if x[0]:\n    y = np.ones((2, 3))\nelse:\n    y = np.zeros(3)\nz = y + 0", None),
    "one way unknown": ("y = np.ones(3)\nif x[0]:\n    y = f()\nz = y + 0", None),
    "a loop that keeps it": (
        "y = np.ones(4)\nfor k in range(3):\n    y = matvec(A[:, :3].T, A[:, 0])[:4]\nz = y + 0",
        (None,),
    ),
    "an iterate": ("S = np.ones((4, 4))\nfor k in range(3):\n    x = matvec(S, x)\nz = x + 0", (4,)),
    "a loop that changes it": ("y = np.ones(4)\nwhile f():\n    y = y[1:]\nz = y + 0", (None,)),
    "a break": (
        "y = np.ones(4)\nfor k in x:\n    y = A\n    if k:\n        break\n    y = np.ones(4)\nz = y + 0",
        None,
    ),
    "in place": ("y = np.ones(4)\ny += 1\ny *= x\nz = y + 0", (4,)),
    "a try": ("y = np.ones(4)\ntry:\n    y = np.ones(5)\n    f()\nexcept E:\n    pass\nz = y + 0", (None,)),
    "a with": ("with f() as g:\n    y = np.ones(4)\nz = y + 0", (4,)),
    "a with that binds it": ("y = np.ones(4)\nwith f() as y:\n    pass\nz = y + 0", None),
    "a loop variable": ("y = np.ones(4)\nfor y in x:\n    pass\nz = y + 0", None),
    "unpacking": ("y, w = np.ones(4), np.ones(5)\nz = w + 0", (5,)),
    "unpacking the unknown": ("y, w = f()\nz = w + 0", None),
    "an import": ("y = np.ones(4)\nimport y\nz = y + 0", None),
    "del": ("y = np.ones(4)\ndel y\nz = y + 0", None),
    "a walrus": ("y = np.ones(4)\nf(y := 3)\nz = y + 0", None),
    "global": ("y = np.ones(4)\ndef g():\n    global y\n    y = 1\nz = y + 0", None),
    "exec": ("y = np.ones(4)\nexec('y = 1')\nz = y + 0", None),
    "a new shape in place": ("y = np.ones(4)\ny.shape = 2, 2\nz = y + 0", None),
    "a resize": ("y = np.ones(4)\ny.resize(9)\nz = y + 0", None),
    "a comprehension's own": ("y = np.ones(4)\nw = [y for y in A]\nz = y + 0", (4,)),
    "a match": ("y = np.ones(4)\nmatch f():\n    case [y]:\n        pass\nz = y + 0", None),
    "a class": ("y = np.ones(4)\nclass C:\n    y = 3\nz = y + 0", (4,)),
    "numpy rebound": ("np = f()\nz = np.ones(4)", None),
    "a list that grows": ("y = [1, 2]\ny.append(3)\nz = np.array(y)", None),
    "a mask": ("z = x[x > 0]", None),
    "an axis": ("z = A.sum(axis=0)", None),
    "starred": ("z = np.ones(*f())", None),
    "out of bounds": ("z = A[0, 0, 0]", None),
    "a mismatch": ("z = A + np.ones(7)", None),
}


@pytest.mark.parametrize(("text", "shape"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_control_flow_is_joined(text, shape):
    said = told(f"{HEAD}{text}\n")["z"]
    assert (said and as_array(said).shape) == shape


def test_function_knows_what_the_module_binds_once():
    text = HEAD + "y = x\ny = A\ndef f(p):\n    q = p + 0\n    r = A + 0\n    s = y + 0\n    A2 = A\n    t = A2.T\n"
    said = told(text)
    assert (said["q"], said["s"]) == (None, None)
    assert (said["r"].shape, said["t"].shape) == ((3, 4), (4, 3))


def test_nested_function_knows_nothing_of_the_one_around():
    text = HEAD + "def f():\n    A = np.ones(3)\n    def g():\n        q = A + 0\n    return g\n"
    assert told(text)["q"] is None
