"""Every row of the table on 1, 2, 3, 4 and 7 ranks: the bytes of one rank, the values of NumPy."""

import re
import socket
import sys
from pathlib import Path

import pytest

from dino.primitives import TABLE
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


@pytest.mark.parametrize("ranks", [1, 2, 3, 7])
def test_hello_greets_from_every_rank_in_order(ranks, tmp_path):
    """The one primitive that may print more on more ranks."""
    (tmp_path / "greet.py").write_text("from dino import hello\nprint('before')\nhello()\nprint('after')\n")
    lines = run(dino(ranks, "greet.py"), tmp_path).stdout.splitlines()
    host = socket.gethostname()
    assert lines == ["before", *(f"Hello from rank {n} of {ranks} on {host}" for n in range(ranks)), "after"]
