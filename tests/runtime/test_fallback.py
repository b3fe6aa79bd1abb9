"""Systems that forbid what is fastest: the same answers, by other ways; or an error that says what is missing."""

import json
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.programs.harness import dino, run
from tests.runtime.confined import NUMBERS

CONFINED = [sys.executable, str(Path(__file__).with_name("confined.py"))]
SCRIPT = """\
import numpy as np
from dino import matmul, matvec, parsum, sort
x = np.arange(200_000.0)[::-1].copy()
a = x[:160_000].reshape(400, 400) / 1e5
for _ in range(2):
    print(parsum(x) == np.sum(x), sort(x)[7], np.allclose(matvec(a, x[:400]), a @ x[:400]), np.allclose(matmul(a, a), a @ a))
"""
RIGHT = "True 7.0 True True\n" * 2
FORCED = {"DINO_PANEL_ROWS": "8", "DINO_TRACE": "trace.json"}
PLAIN = {"script.py", "trace.json"}


@pytest.fixture(autouse=True)
def script(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)


def moves(directory):
    """The names of all moves that were made."""
    return {move["name"] for call in json.loads((directory / "trace.json").read_text()) for move in call["moves"]}


seccomp = pytest.mark.skipif(platform.machine() not in NUMBERS, reason="numbers of system calls are known for two CPUs")


@seccomp
def test_where_memory_of_others_may_not_be_read_arrays_go_by_mpi(tmp_path):
    outcome = run(CONFINED + dino(3, "script.py"), tmp_path, but=PLAIN, **FORCED)
    assert (outcome.status, outcome.stdout, outcome.stderr, outcome.left) == (0, RIGHT, "", ())
    assert {"Scatterv", "Bcast", "Gatherv"} <= moves(tmp_path) and "Scatter in place" not in moves(tmp_path)


def test_where_it_may_be_read_it_is(tmp_path):
    outcome = run(dino(3, "script.py"), tmp_path, but=PLAIN, **FORCED)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, RIGHT, "")
    assert {"Scatter in place", "Bcast in place", "Gather in place"} <= moves(tmp_path)
    assert not {"Scatterv", "Bcast"} & moves(tmp_path)


@seccomp
def test_who_insists_on_reading_in_place_is_told_that_it_cannot_be(tmp_path):
    outcome = run(CONFINED + dino(2, "script.py"), tmp_path, but=PLAIN, DINO_MOVES="in-place")
    assert outcome.status == 1 and outcome.stdout == ""
    assert outcome.stderr.endswith("LaunchError: DINO_MOVES=in-place, but the workers cannot read root's memory here\n")


def with_shared_memory(size, command):
    """Run a command where /dev/shm has so many bytes, as in a container; skip where that cannot be made."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], capture_output=True).returncode:
        pytest.skip("a mount of our own needs user namespaces")
    inside = f'mount -t tmpfs -o size={size} tmpfs /dev/shm && exec "$@"'
    return [unshare, "-rm", "sh", "-c", inside, "sh", *command]


@pytest.mark.parametrize("way", ["in-place", "mpi"])
def test_a_containers_64_mb_of_shared_memory_are_enough_for_many_ranks(way, tmp_path):
    """Here 16 MB for 8 ranks: UCX alone would have taken 33."""
    command = with_shared_memory("16m", dino(8, "script.py"))
    outcome = run(command, tmp_path, but=PLAIN, **FORCED, DINO_MOVES=way)
    assert (outcome.status, outcome.stdout, outcome.stderr, outcome.left) == (0, RIGHT, "", ())


def test_too_little_shared_memory_is_an_error_at_once(tmp_path):
    """MPICH would die of SIGBUS, and root with it."""
    outcome = run(with_shared_memory("2m", dino(3, "script.py")), tmp_path, but=PLAIN)
    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith(
        "dino: MPI needs 3.3 MB of /dev/shm for 3 ranks, and 2.1 MB are free there: take fewer"
    )
