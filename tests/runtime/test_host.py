"""One copy for all ranks of a host: the same answers, in memory that they share where the system allows it."""

import json
import os
import platform
import resource
import sys
from pathlib import Path

import numpy as np
import pytest

from dino.placement import Replicate
from dino.primitives import TABLE
from dino.runtime import host
from tests.programs.harness import dino, run
from tests.runtime.confined import MEMFD

CONFINED = [sys.executable, str(Path(__file__).with_name("confined.py")), "--memfd"]
FORCED = {"DINO_PATH": "ranks", "DINO_MOVES": "mpi", "DINO_PANEL_ROWS": None, "DINO_TRACE": "trace.json"}
PLAIN = {"script.py", "trace.json"}
SCRIPT = """\
import numpy as np
from dino import matmul, matvec
rng = np.random.default_rng(0)
for size in (400, 500, 300, 600, 450):
    a, b = rng.random((200, size)), rng.random((size, 700))
    for turn in range(3):
        b[turn] = turn
        print(size, turn, *matmul(a, b)[[0, 99, 199], 7])
x, m = rng.random(200_000), rng.random((30, 200_000))
print([matvec(m, x).sum() for turn in range(4)], matmul(b.astype(int), b.T.astype(int)).sum())
"""


def moves(directory):
    """The names of all moves that were made."""
    return {move["name"] for call in json.loads((directory / "trace.json").read_text()) for move in call["moves"]}


def brought(directory, name):
    """The bytes of all moves of a name."""
    calls = json.loads((directory / "trace.json").read_text())
    return sum(move["bytes"] for call in calls for move in call["moves"] if move["name"] == name)


def plainly(directory, text=SCRIPT):
    (directory / "script.py").write_text(text)
    outcome = run([sys.executable, "script.py"], directory, but=PLAIN, **FORCED | {"DINO_TRACE": None})
    assert outcome.status == 0, outcome.stderr
    return outcome


@pytest.mark.parametrize("ranks", [2, 3, 5])
def test_operands_that_change_and_that_stay_are_right_on_every_rank(ranks, tmp_path):
    """Smaller and larger than what was there before; of what is there already, rows that are written to."""
    expected = plainly(tmp_path)
    assert run(dino(ranks, "script.py"), tmp_path, but=PLAIN, **FORCED) == expected
    assert {"Bcast to hosts", "Scatterv"} <= moves(tmp_path)
    assert brought(tmp_path, "Bcast") < 10 * 16384


@pytest.mark.skipif(platform.machine() not in MEMFD, reason="numbers of system calls are known for two CPUs")
def test_where_no_memory_can_be_shared_each_rank_has_a_copy(tmp_path):
    """By MPI's own broadcast."""
    expected = plainly(tmp_path)
    assert run(CONFINED + dino(3, "script.py"), tmp_path, but=PLAIN, **FORCED) == expected
    assert "Bcast" in moves(tmp_path) and "Bcast to hosts" not in moves(tmp_path)


NO_ROOM = """\
from dino.runtime import host
made, used = host.shared, []
def shared(*about):
    if len(used) % 2 == 0:
        raise OSError(28, "No space left on device")
    return made(*about)
host.shared = shared
"""


def test_without_room_to_share_a_rank_needs_room_of_its_own(tmp_path):
    """Every second time; root makes the memory of its host, and `host` is root's here."""
    expected = plainly(tmp_path, NO_ROOM + SCRIPT.replace("        print(", "        used.append(0)\n        print("))
    outcome = run(dino(3, "script.py"), tmp_path, but=PLAIN, **FORCED)
    assert outcome == expected and "Bcast to hosts" in moves(tmp_path)


MAPPED = """\
import os
import numpy as np
from dino import matmul
a, b = np.ones((200, 500)), np.ones((500, 700))
for turn in range(3):
    matmul(a, b)
ranks = {}
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        with open(f"/proc/{pid}/maps") as maps:
            for inode in {entry.split()[4] for entry in maps if "memfd:dino (" in entry}:
                ranks.setdefault(inode, []).append(pid)
    except OSError:
        continue
print(max(map(len, ranks.values())))
"""


def test_the_ranks_of_a_host_map_the_same_memory(tmp_path):
    """Its three workers: root has an array of its own."""
    (tmp_path / "script.py").write_text(MAPPED)
    outcome = run(dino(4, "script.py"), tmp_path, but=PLAIN, **FORCED)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "3\n", "")


def test_memory_is_shared_by_its_descriptor():
    """Written by one, read by the other, given back with the array."""
    descriptor = host.shared(5000)
    mine, other = host.mapped(descriptor, 5000), host.opened(os.getpid(), descriptor, 5000)
    os.close(descriptor)
    mine[:] = np.arange(5000) % 251
    assert (other == mine).all() and other.ctypes.data != mine.ctypes.data
    with pytest.raises(OSError, match="No such file"):
        host.opened(os.getpid(), descriptor, 5000)


def test_no_primitive_has_two_operands_copied():
    """What does not stay is put in one place: a second one would be put over the first."""
    for row in TABLE:
        assert sum(isinstance(placement, Replicate) for placement in row.arguments) < 2


def test_who_may_not_map_more_is_out_of_memory():
    """As where memory of one's own is asked for."""
    descriptor = host.shared(5000)
    limits = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1, limits[1]))
    try:
        with pytest.raises(MemoryError, match="Unable to map 5000 bytes"):
            host.mapped(descriptor, 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, limits)
        os.close(descriptor)


PATCHED = """\
import numpy as np
from dino import matvec
m, x = np.ones((2, 1 << 18)), np.ones(1 << 18)
x[0] = 0
start, wrong = m @ x, 0
for step in range(1, 600):
    x[0] = step
    wrong += not np.array_equal(matvec(m, x), start + step)
print(wrong)
"""


def test_a_copy_is_patched_for_all_ranks_or_for_none(tmp_path):
    """Three of five ranks have no rows: nothing makes them keep up but the copy that they share with the others."""
    expected = plainly(tmp_path, PATCHED)
    assert expected.stdout == "0\n"
    assert run(dino(5, "script.py"), tmp_path, but=PLAIN, **FORCED) == expected
