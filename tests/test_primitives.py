"""Every row of the table on 1, 2, 3, 4 and 7 ranks: the bytes of one rank, the values of NumPy."""

import json
import re
import socket
import sys
from pathlib import Path

import pytest

from dino.primitives import BY_NAME, TABLE
from tests.programs.harness import dino, run

SCRIPT = Path(__file__).with_name("primitives_on_ranks.py")


CASES = [(ranks, panel_rows, "in-place") for ranks in (1, 2, 3, 4, 7) for panel_rows in ("1", "5", None)]
CASES += [(2, None, "mpi"), (3, "1", "mpi")]


@pytest.mark.parametrize(("ranks", "panel_rows", "moves"), CASES)
def test_each_row_gives_the_same_bytes_on_ranks_as_alone_and_the_values_of_numpy(ranks, panel_rows, moves, tmp_path):
    """One process group compares all sizes, dtypes and layouts, and prints the differences."""
    variables = {"DINO_PANEL_ROWS": panel_rows, "DINO_MOVES": moves}
    outcome = run(dino(ranks, SCRIPT, str(ranks)), tmp_path, wall=300, **variables)
    assert (outcome.stdout, outcome.stderr, outcome.left) == (re.sub("(?m)^.*:.*\n", "", outcome.stdout), "", ())
    counts = re.findall(r"(\w+) (\d+) cases (\d+) collectives", outcome.stdout)
    assert [name for name, _, _ in counts] == [row.name for row in TABLE if row.parameters]
    for _, cases, collectives in counts:
        assert int(cases) > 150
        # What is empty, of one row, or has no number type stays on root.
        assert int(collectives) == 0 if ranks == 1 else int(collectives) > int(cases) / 4
    assert outcome.status == 0


def test_the_comparison_fails_when_a_primitive_is_wrong(tmp_path):
    """A primitive that is off by one element is found, so that the table can fail."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import sys, runpy, dino\n"
        "right = dino.sort\n"
        "dino.sort = lambda x: right(x)[..., ::-1]\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')\n"
    )
    outcome = run([sys.executable, str(wrong), "3"], tmp_path)
    assert outcome.status == 1 and "\nsort " in outcome.stdout and "alone" in outcome.stdout


@pytest.mark.parametrize("ranks", [2, 3])
def test_the_collectives_of_a_run_are_those_of_the_row(ranks, tmp_path):
    """Recorded on root's communicator, static and conducted: the same names in the same order, and no other."""
    (tmp_path / "script.py").write_text(
        "import numpy as np\nfrom dino import hello, matmul, matvec, parsum, sort\n"
        "a, x = np.ones((40, 30)), np.arange(30.0)\n"
        "print(matmul(a, a.T).shape, matvec(a, x).shape, parsum(x), sort(x)[0])\n"
        "for call, *args in (matmul, a, a.T), (matvec, a, x), (parsum, x), (sort, x), (hello,):\n    call(*args)\n"
    )
    variables = {"DINO_MOVES": "mpi", "DINO_TRACE": "trace.json"}
    outcome = run(dino(ranks, "script.py"), tmp_path, **variables)
    assert outcome.status == 0, outcome.stderr
    calls = json.loads((tmp_path / "trace.json").read_text())
    assert [call["name"] for call in calls] == [*[row.name for row in TABLE if row.parameters], *BY_NAME]
    for call in calls:
        assert call["count"] == 1 and call["way"] == "ranks"
        assert [(move["name"], move["count"]) for move in call["moves"]] == [
            (name, 1) for name in BY_NAME[call["name"]].collectives
        ]


@pytest.mark.parametrize("ranks", [1, 2, 3, 7])
def test_hello_greets_from_every_rank_in_order(ranks, tmp_path):
    """The one primitive that may print more on more ranks."""
    (tmp_path / "greet.py").write_text("from dino import hello\nprint('before')\nhello()\nprint('after')\n")
    lines = run(dino(ranks, "greet.py"), tmp_path).stdout.splitlines()
    host = socket.gethostname()
    assert lines == ["before", *(f"Hello from rank {n} of {ranks} on {host}" for n in range(ranks)), "after"]
