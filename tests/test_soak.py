"""Many collectives in one run: nothing grows. `benchmarks/soak.py` by itself does a hundred times as many, and looks at time."""

from pathlib import Path

import pytest

from tests.programs.harness import dino, run

SOAK = Path(__file__).parents[1] / "benchmarks/soak.py"


@pytest.mark.parametrize("moves", ["in-place", "mpi"])
def test_neither_memory_nor_descriptors_grow(moves, tmp_path):
    command = dino(2, SOAK, "--small", "10000", "--large", "100", "--most", "300000", "--slower", "inf")
    outcome = run(command, tmp_path, wall=200, DINO_PATH="ranks", DINO_MOVES=moves)
    assert (outcome.status, outcome.stderr) == (0, ""), outcome.stdout
