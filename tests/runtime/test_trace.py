"""The trace: each call of a primitive, which way it went and why, and its collectives."""

import json
import sys

import pytest

from dino.errors import LaunchError
from dino.runtime import trace
from dino.runtime.trace import Call, Move
from tests.programs.harness import dino, run

SCRIPT = """\
import atexit, os, sys, threading
import numpy as np
from dino import matmul, parsum, sort
a = np.ones((40, 40))
for _ in range(3):
    a = matmul(a, np.eye(40))
print(parsum(a), sort(np.array([2, None], dtype=object)[:1]))
def inner(x):
    return [parsum(part) for part in x]
inner(a[:2])
try:
    matmul(a, a[:3])
except ValueError:
    pass
thread = threading.Thread(target=parsum, args=(a,)); thread.start(); thread.join()
if os.fork() == 0:
    parsum(a)
    sys.exit()
os.wait()
"""


def traced(directory, command, **changes):
    """Run a command with a trace as JSON beside its script; return its outcome and the calls."""
    outcome = run(command, directory, but={"script.py", "trace.json"}, DINO_TRACE="trace.json", **changes)
    return outcome, json.loads((directory / "trace.json").read_text())


@pytest.fixture
def script(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    return tmp_path / "script.py"


def test_each_call_site_is_told_with_its_collectives(script, tmp_path):
    """On two ranks: static, conducted, failing calls, but none of threads and children; the script is as ever."""
    outcome, calls = traced(tmp_path, dino(2, script))
    assert outcome == run(dino(2, script), tmp_path, but={"script.py", "trace.json"})
    sites = [(call["line"], call["name"], call["way"], call["count"]) for call in calls]
    assert sites == [
        (6, "matmul", "ranks", 3),
        (7, "parsum", "ranks", 1),
        (7, "sort", "alone", 1),
        (9, "parsum", "ranks", 2),
        (12, "matmul", "alone", 1),
    ]
    assert {call["file"] for call in calls} == {str(script)}
    assert calls[0]["why"] == "DINO_PATH=ranks" and calls[2]["why"].startswith("not distributable")
    assert all(move["count"] >= 1 and move["seconds"] >= 0 for move in calls[0]["moves"])
    assert sum(move["bytes"] for move in calls[0]["moves"]) >= 3 * 40 * 40 * 8
    assert not calls[2]["moves"]


def test_keywords_and_wrong_arguments_are_as_ever(tmp_path):
    """What decides is asked about operands, whichever way they are given, and not at all if they are wrong."""
    (tmp_path / "script.py").write_text(
        "from dino import matmul, parsum\nprint(parsum(x=[1, 2]))\n"
        "for call in (lambda: parsum(a=1), lambda: matmul(1), lambda: matmul(1, 2, 3)):\n"
        "    try:\n        call()\n    except TypeError as error:\n        print(error)\n"
    )
    plain = run([sys.executable, "script.py"], tmp_path, but={"script.py"})
    outcome, calls = traced(tmp_path, dino(2, "script.py"))
    assert outcome == plain and len(plain.stdout.splitlines()) == 4
    assert [call["name"] for call in calls] == ["parsum", "parsum", "matmul"]  # one for each place


def test_a_product_that_stays_on_the_ranks_is_told(tmp_path):
    """It ends when it is there; nothing is gathered until the last one."""
    (tmp_path / "script.py").write_text(
        "import numpy as np\nfrom dino import matmul\na = np.ones((9, 9))\nb = matmul(a, a)\nprint(matmul(b, a)[0, 0])\n"
    )
    outcome, calls = traced(tmp_path, dino(2, "script.py"), DINO_MOVES="mpi")
    assert outcome.stdout == "81.0\n"
    assert [(call["line"], call["way"]) for call in calls] == [(4, "ranks"), (5, "ranks")]
    first, second = ({move["name"] for move in call["moves"]} for call in calls)
    assert "Gatherv" not in first and "Gatherv" in second and "Scatterv" not in second


def test_what_a_loop_leaves_on_the_ranks_is_gathered_once(tmp_path):
    """Behind it, and counted in for the step that made it."""
    (tmp_path / "script.py").write_text(
        "import numpy as np\nfrom dino import matvec\nA, x = np.eye(9), np.ones(9)\nfor _ in range(4):\n"
        "    x = matvec(A, x)\nprint(x.sum())\n"
    )
    outcome, (call,) = traced(tmp_path, dino(2, "script.py"), DINO_MOVES="mpi")
    assert outcome.stdout == "9.0\n"
    moves = {move["name"]: move["count"] for move in call["moves"]}
    assert moves == {"Scatterv": 4, "Bcast": 1, "Allreduce": 4, "Allgatherv": 3, "Gatherv": 1}


def test_the_reason_is_the_prediction(script, tmp_path):
    """Where cost decides, both predictions are told, and the smaller one wins."""
    _, calls = traced(tmp_path, dino(2, script), DINO_PATH=None)
    product = calls[0]
    assert product["why"].startswith("the ranks would be no faster") and product["way"] == "alone"
    assert 0 < product["alone"] < product["ranks"]


def test_plain_python_can_be_traced(script, tmp_path):
    """Everything is computed alone, and nothing else is changed."""
    outcome, calls = traced(tmp_path, [sys.executable, str(script)])
    assert outcome == run([sys.executable, str(script)], tmp_path, but={"script.py", "trace.json"})
    assert {(call["way"], call["why"]) for call in calls} == {("alone", "this process is the only rank")}


def test_standard_error_has_the_table_behind_all_of_the_scripts_own(script, tmp_path):
    """DINO_TRACE=1."""
    lines = run(dino(1, script), tmp_path, merged=True, DINO_TRACE="1").stdout.splitlines()
    assert lines[1] == "DiNo's trace: 8 calls of primitives"
    assert lines[2].split()[:3] == ["line", "what", "count"] and lines[4].split()[:3] == ["6", "matmul", "3"]


def test_nothing_observes_unless_asked(tmp_path):
    """No class, no module, no wrapper."""
    (tmp_path / "script.py").write_text(
        "import sys, dino\nprint(type(dino.sort.__self__).__name__, 'dino.runtime.observe' in sys.modules)\n"
    )
    assert run(dino(1, "script.py"), tmp_path).stdout == "Step False\n"


def test_a_file_that_cannot_be_written_is_an_error_at_once(script, tmp_path):
    """With the variable's name; the command says it before anything runs."""
    with pytest.raises(LaunchError, match="DINO_TRACE=/missing/trace: No such file"):
        trace.Trace("/missing/trace")
    outcome = run(dino(1, script), tmp_path, DINO_TRACE="/missing/trace")
    assert (outcome.status, outcome.stdout) == (2, "") and outcome.stderr.startswith(
        "dino: DINO_TRACE=/missing/trace: "
    )


def test_calls_of_a_site_are_summed():
    """Counts, bytes, seconds, predictions."""
    calls = [Call("s.py", 4, "sort", why="small", seconds=1.0, alone=2.0, ranks=3.0) for _ in range(2)]
    for call in calls:
        call.moved(Move("Gatherv", 1, 2_000_000, 0.25))
    calls[0].add(calls[1])
    assert trace.table(calls[:1]) == [
        "DiNo's trace: 2 calls of primitives",
        "line  what       count  bytes  seconds  predicted",
        "s.py",
        "   4  sort           2   4 MB      2 s  alone 4 s, ranks 6 s",
        "        alone: small",
        "        Gatherv      2   4 MB   500 ms",
    ]
