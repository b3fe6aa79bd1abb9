"""The explanation of a script: who runs each line, what moves, where names live, as text and as an object."""

import json

import pytest

from dino.compiler import compile_program
from dino.compiler.diagnostics import Diagnostic
from dino.compiler.explain import explain
from dino.compiler.margin import as_object, margin
from dino.compiler.modules import Module
from dino.compiler.source import Source
from tests.compiler.golden import SCRIPTS, text_of

SCRIPT = """\
import numpy as np
from dino import matvec, parsum, sort

A = np.ones((4, 3))
def step(x):
    # a comment
    return matvec(A, x)

for i in range(2):
    y = step(A[i])
    if parsum(y) > 3:
        print("many",
              [sort(row) for row in A])
print(i)
"""
MARGIN = """\
root        1 | import numpy as np
root        2 | from dino import matvec, parsum, sort
            3 |
root        4 | A = np.ones((4, 3))
all         5 | def step(x):
              |     all ranks walk it
            6 |     # a comment
step        7 |     return matvec(A, x)
              |         A (4, 3)      Root -> Shard(0)   Scatterv  matvec divides rows (m) among the ranks
              |         x             Root -> Replicate  Bcast     every rank needs all of it
              |         matvec(A, x)  Shard(0) -> Root   Gatherv   root reads it
            8 |
all         9 | for i in range(2):
              |     all ranks iterate by themselves
all        10 |     y = step(A[i])
              |         all ranks call `step`
step       11 |     if parsum(y) > 3:
              |         y          Root -> Shard(0)           Scatterv  parsum divides elements (n) among the ranks
              |         parsum(y)  Partial(pairwise) -> Root  Gatherv   root combines what the ranks have computed
root       12 |         print("many",
conducted  13 |               [sort(row) for row in A])
              |                   DN221 sort: in a comprehension, evaluated many times or never
root       14 | print(i)

placements
  A: Root; Shard(0) for line 7
  x: Root; Replicate for line 7
  y: Root; Shard(0) for line 11
  all other names: Root
collective matching
  proven: 2 steps and choices of the skeleton; root decides every branch and loop around them and tells all ranks
  checked at run time: line 13; root announces each collective, and the ranks join it
A call that moves more than it gains is computed on root alone; DINO_TRACE=1 tells of each when it runs.
"""


def explained(text, **more):
    compiled = compile_program(text, "s.py")
    return explain(Source("s.py", text), compiled.text, compiled.analysed, compiled.diagnostics, **more)


def test_the_margin_of_a_script():
    """As a person reads it; the findings of the linter about execution and cost are among the notes."""
    lines = [line for line in margin(explained(SCRIPT)) if "DN211" not in line and "DN301" not in line]
    assert "\n".join(lines) + "\n" == MARGIN
    assert any("DN301" in line or "DN211" in line for line in margin(explained(SCRIPT)))


def test_the_same_as_an_object():
    """For programs: as JSON, with nothing left out."""
    told = json.loads(json.dumps(as_object(explained(SCRIPT))))
    assert [line["who"] for line in told["lines"]][9:13] == ["all", "step", "root", "conducted"]
    static = {use["primitive"]: use["static"] for use in told["uses"]}
    assert static == {"matvec": True, "parsum": True, "sort": False}
    assert told["uses"][0]["moves"][0] == {
        "value": "A",
        "shape": "(4, 3)",
        "source": "Root",
        "target": "Shard(0)",
        "collective": "Scatterv",
        "reason": "matvec divides rows (m) among the ranks",
    }
    assert told["names"]["A"] == {"Root": [], "Shard(0)": [7]}
    assert told["certificate"]["proven"] is False and told["certificate"]["checked_at_run_time"] == [13]
    assert told["uses"][-1]["conducted"]["code"] == "DN221"


def test_a_product_that_stays_is_where_it_is():
    """Under its name or without one; it is nowhere on root."""
    text = "import numpy as np\nfrom dino import matmul\na = np.ones((9, 9))\nb = matmul(a, a)\nc = matmul(matmul(b, a), b)\n"
    found = explained(text)
    moves = [
        (move.value, str(move.source), str(move.target), move.collective) for use in found.uses for move in use.moves
    ]
    assert ("b", "Shard(0)", "Shard(0)", "") in moves
    assert ("b", "Shard(0)", "Replicate", "Allgatherv") in moves
    assert ("matmul(b, a)", "Shard(0)", "Shard(0)", "") in moves
    assert ("c", "Shard(0)", "Root", "Gatherv") in moves
    lines = margin(found)
    assert "  b: Shard(0) for lines 4, 5; Replicate for line 5" in lines
    assert any("b (9, 9)  Shard(0) stays" in line and "only steps read it" in line for line in lines)


def test_a_script_without_primitives_and_one_that_is_not_analysed():
    """All is root's; what the compiler had to say comes first."""
    assert margin(explained("x = 1\n")) == [
        "root       1 | x = 1",
        "",
        "placements",
        "  all names: Root",
        "collective matching",
        "  proven: there are no collectives",
        "A call that moves more than it gains is computed on root alone; DINO_TRACE=1 tells of each when it runs.",
    ]
    deep = explain(Source("s.py", "x = 1\n\ny = 2\n"), "", None, [Diagnostic("DN201", 1, "too deep")])
    assert deep.who == ("root", "", "root", "") and margin(deep)[0] == "s.py: line 1: DN201 too deep"


def test_modules_of_the_scripts_own_are_named():
    """Those that reach primitives; they are conducted."""
    own = (Module("a.b", "a/b.py", frozenset({"sort"})), Module("c", "c.py"))
    lines = margin(explained("import a.b, c\n", modules=own))
    assert "  a.b (a/b.py): sort" in lines and not any("c.py" in line for line in lines)
    assert "  checked at run time: its own modules; root announces each collective, and the ranks join it" in lines


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_every_line_of_every_case_is_somebodys(script):
    """Each line that holds code has a word, no other has; each use is a step or has a reason."""
    found = explained(text_of(script))
    for line, who in zip(found.lines, found.who, strict=True):
        assert bool(who) <= bool(line.strip() and not line.lstrip().startswith("#"))
    assert all(bool(use.moves) != bool(use.conducted) for use in found.uses)
    assert margin(found) and json.dumps(as_object(found))
