"""The truth of a condition is asked where CPython asks for it: tracebacks are the script's, carets included."""

import ast
import traceback

import pytest

from dino.compiler import code_object
from dino.compiler.asked import asked

PRELUDE = "import numpy as np\nfrom dino import parsum, sort\nx = np.ones(2)\n"

ASKS = [
    "if x and parsum(x): pass",
    "while x.any() and sort(x): pass",
    "if not (x and parsum(x)): pass",
    "if sort(x) or parsum(x): pass",
    "r = parsum(x) if x else 0",
    "r = x and parsum(x)",
    "r = (x and\n     parsum(x))",
    "if x: parsum(x)",
    "y = not x or parsum(x)",
    "y = [0, (x or 5) and parsum(x)]",
    "assert x and parsum(x)",
    "while x: parsum(x)",
    "if parsum(x) > 0 and x and sort(x): pass",
    "if (parsum(x)\n    and x\n    and sort(x)):\n    pass",
    "if (parsum(x) if x else sort(x)): pass",
    "print(parsum(x) if x.any() and x else sort(x))",
    "y = 5 + (x and parsum(x))",
    "y = (0 or x) and parsum(x)",
    "while sort(x) and x.any() and 3: pass",
    "z = [1 if x else parsum(x)]",
    "if x < 3 < parsum(x): pass",
    "if 0 < x < parsum(x): pass",
    "y = 0 < x < parsum(x)",
    "y = (x if x else 3) and parsum(x)",
    "if x.any() and not x and parsum(x): pass",
    'y = f"{x and parsum(x)}"',
    "y = x.any() and (x or sort(x)) and parsum(x)",
    "if 0: pass\nelif x and parsum(x): pass",
    "def f():\n    return x and parsum(x)\nf()",
    "def f():\n    if x or parsum(x):\n        return 1\nf()",
    "for q in (x and sort(x)): pass",
    "r = (1,\n     x and parsum(x),\n     3)",
    "if x or (x and\n         parsum(x)): pass",
]
"""Statements that ask an array of two for its truth, behind, before or around a call of a primitive."""


def ended(code):
    """How code ends: the text of its traceback from the script's first line on."""
    try:
        exec(code, {"__name__": "__main__"})
    except ValueError as error:
        error.__traceback__ = error.__traceback__.tb_next
        return "".join(traceback.format_exception(error))
    return ""


@pytest.mark.parametrize("statement", ASKS)
def test_the_question_stands_where_cpython_puts_it(statement, tmp_path):
    script = tmp_path / "script.py"
    script.write_text(PRELUDE + statement + "\n")
    plain = ended(compile(script.read_text(), str(script), "exec"))
    assert "truth value" in plain
    code = code_object(script.read_bytes(), str(script))
    assert "spmd" in code.co_names or "dino" in code.co_names
    assert ended(code) == plain


def places(condition):
    """Which part of a program the question of each part of a condition is put at."""
    tree = ast.parse(condition)
    return {ast.unparse(part): type(place).__name__ for part, place in asked(tree).items()}


@pytest.mark.parametrize("program", ["x = a and b", "for x in a and b: pass", "assert a", "f(not a)"])
def test_no_truth_is_asked_of_what_is_no_condition(program):
    assert places(program) == {}


def test_a_condition_inside_a_condition_belongs_to_it():
    assert set(places("if (a if b else c) and not d: pass")) == {
        "(a if b else c) and (not d)",
        "a if b else c",
        "a",
        "b",
        "c",
        "not d",
        "d",
    }
