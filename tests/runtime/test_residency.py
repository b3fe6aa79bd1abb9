"""What the workers hold, by root's account."""

import json
from types import SimpleNamespace

import numpy as np
import pytest

from dino.primitives import BY_NAME
from dino.runtime import residency
from dino.runtime.residency import Residents
from tests.programs.harness import dino, run

ROWS = ("rows", 1)


@pytest.fixture
def residents():
    watch = residency.watch()
    if watch is None:
        pytest.skip("this kernel does not tell of writes to memory")
    return Residents(watch, limit=1 << 30)


@pytest.fixture
def array():
    return np.arange(300_000.0)


def test_what_was_sent_is_held_until_it_changes(residents, array):
    assert not residents.holds(array, ROWS)
    number = residents.announced(array, ROWS, 100)
    assert number > 0
    for _ in range(3):
        assert residents.holds(array, ROWS) and residents.announced(array, ROWS, 100) == -number
    array[150_000] += 1
    assert not residents.holds(array, ROWS)
    assert residents.dropped() == (number,) and residents.dropped() == ()
    assert residents.announced(array, ROWS, 100) == number + 1


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_the_bytes_at_the_edges_count(residents, array, place):
    """They share their pages with other objects, whose writes mean nothing."""
    inner = array[100:-100]
    residents.announced(inner, ROWS, 100)
    array[99] = array[-100] = -5
    assert residents.holds(inner, ROWS)
    inner[place] = -7
    assert not residents.holds(inner, ROWS)


def test_a_view_of_the_same_memory_is_the_same_array_and_another_layout_is_not(residents, array):
    residents.announced(array, ROWS, 100)
    assert residents.holds(array[:], ROWS)
    assert not residents.holds(array, "copy")
    assert not residents.holds(array.reshape(-1, 3), ROWS)
    assert not residents.holds(array[:-1], ROWS)
    assert not residents.holds(array.view(np.int64), ROWS)


def test_watching_an_overlapping_array_hides_no_change_of_the_first(residents, array):
    residents.announced(array, ROWS, 100)
    array[100_000] = -1
    residents.announced(array[50_000:200_000], ROWS, 100)
    assert not residents.holds(array, ROWS)
    assert residents.holds(array[50_000:200_000], ROWS)


def test_an_unchanged_array_survives_the_watch_of_an_overlapping_one(residents, array):
    residents.announced(array, ROWS, 100)
    residents.announced(array[50_000:200_000], ROWS, 100)
    assert residents.holds(array, ROWS)
    array[60_000] = -1
    assert not residents.holds(array, ROWS) and not residents.holds(array[50_000:200_000], ROWS)


def test_another_array_in_the_same_memory_is_told_apart(residents):
    first = np.full(2_000_000, 1.0)
    residents.announced(first, ROWS, 100)
    place = first.ctypes.data
    del first
    for _ in range(10):
        second = np.full(2_000_000, 2.0)
        if second.ctypes.data == place:
            assert not residents.holds(second, ROWS)
            return
    pytest.skip("the memory was not used again")


def test_small_arrays_are_not_kept(residents):
    assert residents.announced(np.ones(100), ROWS, 100) == 0


def test_what_keeps_changing_is_watched_no_longer(residents, array):
    for turn in range(residency.SPOILT):
        assert residents.announced(array, ROWS, 100) > 0
        array[:] = turn
    assert residents.announced(array, ROWS, 100) == 0


def test_workers_hold_no_more_than_they_can(residents):
    residents.limit = 250
    arrays = [np.full(100_000, value) for value in range(4)]
    numbers = [residents.announced(array, ROWS, 100) for array in arrays]
    assert residents.dropped() == (numbers[0], numbers[1])
    assert [residents.holds(array, ROWS) for array in arrays] == [False, False, True, True]
    assert residents.announced(np.ones(100_000), ROWS, 251) == 0


def test_operands_of_one_call_that_cannot_all_stay_are_sent_and_not_kept(residents):
    """Workers are never told to forget what the same header announces."""
    a, b = np.full((300, 400), 1.0), np.full((400, 300), 2.0)
    residents.limit = b.nbytes + 100
    here = SimpleNamespace(residents=residents, held={})
    plan = SimpleNamespace(session=here, addresses=(), form=SimpleNamespace(layouts=[1, 1]), counts=(150, 150), kept={})
    plan.step, plan.call = SimpleNamespace(row=BY_NAME["matmul"]), SimpleNamespace(operands=(a, b))
    numbers, dropped = residency.told(plan)
    assert numbers == (0, 2) and dropped == ()
    worker = SimpleNamespace(session=SimpleNamespace(held={}))
    residency.heard(worker, numbers, dropped)
    assert not residents.holds(a, (150, 150)) and residents.holds(b, "copy")


def test_savings_add_up_until_the_array_changes(residents, array):
    assert [residents.credit(array, ROWS, 1.0) for _ in range(3)] == [1, 2, 3]
    assert not residents.holds(array, ROWS)
    array[1000] = 5
    assert residents.credit(array, ROWS, 1.0) == 1
    assert residents.announced(array, ROWS, 100) == 1 and residents.holds(array, ROWS)


def test_without_the_kernels_help_nothing_is_held(array):
    residents = Residents(None, limit=1 << 30)
    assert residents.announced(array, ROWS, 100) == 0
    assert residents.credit(array, ROWS, 1.0) == 0 and not residents.holds(array, ROWS)


SCRIPT = """
import os, sys
import json

import numpy as np
from dino import matmul, matvec

rng = np.random.default_rng(0)
A, B, x = rng.random((300, 400)), rng.random((400, 300)), rng.random(400)

def right(value, expected):
    assert np.allclose(value, expected, rtol=1e-12)

def product(seed):  # as a library's callback would call it
    return matvec(A[:], x * seed)

for seed in range(5):
    right(product(seed), A @ (x * seed))
A[7, 8] = 1e3
for seed in range(3):
    right(product(seed), A @ (x * seed))
with open("/dev/zero", "rb", 0) as zeros:
    zeros.readinto(memoryview(A).cast("B")[40_000:80_000])
for seed in range(3):
    right(product(seed), A @ (x * seed))
A[0, 0] = A[-1, -1] = 1e4
right(product(1), A @ x)
if os.fork() == 0:
    A[:] = 0
    right(product(1), 0 * A @ x)
    os._exit(0)
os.wait()
right(product(1), A @ x)
for _ in range(3):
    right(matmul(A, B), A @ B)
    right(matmul(B, A), B @ A)
for value in range(3):  # freed memory is used again
    A = np.full((300, 400), float(value))
    right(product(1), A @ x)
print("right")
"""


def test_what_workers_hold_is_what_root_has_and_is_sent_once(tmp_path):
    """A matrix goes over for each of its states, whoever changed it; B, and A for `matmul`, too."""
    if residency.watch() is None:
        pytest.skip("this kernel does not tell of writes to memory")
    (tmp_path / "script.py").write_text(SCRIPT)
    variables = {"DINO_PATH": "ranks", "DINO_MOVES": "mpi", "DINO_TRACE": "trace.json", "DINO_PANEL_ROWS": None}
    outcome = run(dino(3, "script.py"), tmp_path, but={"script.py", "trace.json"}, **variables)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "right\n", "")
    calls = json.loads((tmp_path / "trace.json").read_text())
    sent = {call["line"]: {move["name"]: move["count"] for move in call["moves"]} for call in calls}
    assert sum(call["count"] for call in calls) == 22
    (products, left, right) = (sent[line] for line in sorted(sent))
    assert products["Scatterv"] == 4 + 3, "A in four states, and three more in its place"
    assert (left["Scatterv"], left["Bcast"], right["Scatterv"], right["Bcast"]) == (1, 1, 1, 1)
