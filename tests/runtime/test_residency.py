"""What the workers hold, by root's account."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from dino.primitives import BY_NAME
from dino.runtime import patch, residency
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


def announced(residents, array, size=100, laid=ROWS):
    """The number that a header tells, of an array of which nothing is to be patched."""
    number, changes = residents.announced(array, laid, size)
    assert changes == ()
    return number


def held(residents, array, laid=ROWS):
    """Whether workers have all of it."""
    return residents.lacks(array, laid) == 0


def test_what_was_sent_is_held_until_it_changes(residents, array):
    assert not held(residents, array)
    number = announced(residents, array)
    assert number > 0
    for _ in range(3):
        assert held(residents, array) and announced(residents, array) == -number
    array[:] += 1
    assert residents.lacks(array, ROWS) == array.nbytes
    assert residents.dropped() == (number,) and residents.dropped() == ()
    assert announced(residents, array) == number + 1


def test_of_what_has_changed_a_little_only_that_is_sent(residents, array):
    number = announced(residents, array)
    for place in (150_000, 20_000, 150_000):
        array[place] += 1
        array[place + 600] += 1
        lacking = residents.lacks(array, ROWS)
        assert 0 < lacking <= 3 * 4096
        told, changes = residents.announced(array, ROWS, 100)
        assert told == -number and patch.length(changes) == lacking
        assert any(first <= 8 * place < last for first, last in zip(changes[::2], changes[1::2]))
        assert held(residents, array) and announced(residents, array) == -number
    assert residents.dropped() == ()


def test_what_was_written_before_a_call_that_root_did_alone_is_sent_with_the_next(residents, array):
    number = announced(residents, array)
    array[10_000] = array[200_000] = -1
    assert residents.lacks(array, ROWS) > 0
    array[100_000] = -1
    told, changes = residents.announced(array, ROWS, 100)
    assert told == -number and len(changes) == 6 and held(residents, array)


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_the_bytes_at_the_edges_count(residents, array, place):
    """They share their pages with other objects, whose writes mean nothing."""
    inner = array[100:-100]
    announced(residents, inner)
    array[99] = array[-100] = -5
    assert held(residents, inner)
    inner[place] = -7
    assert 0 < residents.lacks(inner, ROWS) < 4096
    number, (first, last) = residents.announced(inner, ROWS, 100)
    assert number < 0 and (first == 0 if place == 0 else last == inner.nbytes)
    assert held(residents, inner)


def test_a_view_of_the_same_memory_is_the_same_array_and_another_layout_is_not(residents, array):
    announced(residents, array)
    assert held(residents, array[:])
    assert not held(residents, array, "copy")
    assert not held(residents, array.reshape(-1, 3))
    assert not held(residents, array[:-1])
    assert not held(residents, array.view(np.int64))


def test_watching_an_overlapping_array_hides_no_change_of_the_first(residents, array):
    announced(residents, array)
    array[100_000] = -1
    announced(residents, array[50_000:200_000])
    assert not held(residents, array)
    assert held(residents, array[50_000:200_000])


def test_patching_an_array_hides_no_change_of_an_overlapping_one(residents, array):
    part, beside = array[50_000:200_000], array[90_000:110_000]
    for one in (array, part):
        announced(residents, one)
    residents.credit(beside, ROWS, 1.0)
    array[100_000] = -1
    assert residents.announced(part, ROWS, 100)[0] < 0
    assert held(residents, part)
    assert 0 < residents.lacks(array, ROWS) <= 4096
    assert residents.credit(beside, ROWS, 1.0) == 1.0
    told, changes = residents.announced(array, ROWS, 100)
    assert told < 0 and changes[0] <= 800_000 < changes[1] and held(residents, array)
    assert residents.lacks(part, ROWS) <= 4096, "it may get that once more"


def test_a_write_between_the_question_and_the_header_is_sent_with_the_next(residents, array):
    """Another thread's, to a page or to the bytes at the edges: it is in this patch or in the next."""
    inner = array[100:-100]
    number = announced(residents, inner)
    for place in (0, -1, 150_000):
        inner[150_000] += 1
        asked = residents._asked

        def disturbed(array, laid, asked=asked, place=place):
            known = asked(array, laid)
            inner[place] += 1
            return known

        residents._asked = disturbed
        told, changes = residents.announced(inner, ROWS, 100)
        residents._asked = asked
        byte = 8 * (place % len(inner))
        sent = any(first <= byte < last for first, last in zip(changes[::2], changes[1::2]))
        assert told == -number and (sent or residents.lacks(inner, ROWS) > 0)
        residents.announced(inner, ROWS, 100)
        assert held(residents, inner)


def test_a_write_while_an_overlapping_array_is_sent_is_not_lost(residents, array):
    """Another thread's, just before the kernel is told to watch that one."""
    announced(residents, array)

    class Disturbed:
        def __init__(self, watch):
            self.watch = watch

        def __getattr__(self, name):
            array[100_000] += 1
            return getattr(self.watch, name)

    residents.watch = Disturbed(residents.watch)
    announced(residents, array[50_000:200_000])
    announced(residents, array[20_000:250_000], laid="copy")
    residents.watch = residents.watch.watch
    assert residents.lacks(array, ROWS) > 0


def test_what_the_kernel_watches_no_more_is_sent_whole_and_kept_anew(residents, array):
    number = announced(residents, array)
    array[100_000] += 1
    (known,) = residents._known.values()
    watch = residents.watch
    known.watch = SimpleNamespace(written=watch.written, protect=lambda *_: False)
    assert announced(residents, array) == number + 1
    assert residents.dropped() == (number,) and held(residents, array)


def test_noted_regions_do_not_pile_up(residents, array):
    announced(residents, array)
    part = array[50_000:200_000]
    announced(residents, part)
    for turn in range(3 * patch.MOST):
        part[700 * (turn % 200)] = turn
        assert residents.announced(part, ROWS, 100)[0] < 0
    (known,) = (one for one in residents._known.values() if one.size == array.nbytes)
    assert len(known._noted) <= 2 * patch.MOST
    assert residents.lacks(array, ROWS) > 0


def test_what_fails_half_way_is_begun_anew(residents, array, monkeypatch):
    """No worker has heard of the first operand's number, when there was no memory for the second's account."""
    a, b = np.ones((300, 400)), np.ones((400, 300))
    here = SimpleNamespace(residents=residents, held={})
    plan = SimpleNamespace(session=here, form=SimpleNamespace(layouts=[1, 1]), counts=(150, 150), kept={})
    plan.step, plan.call = SimpleNamespace(row=BY_NAME["matmul"]), SimpleNamespace(operands=(a, b))
    made = residency.Resident

    def scarce(watch, array):
        if array is b:
            raise MemoryError
        return made(watch, array)

    monkeypatch.setattr(residency, "Resident", scarce)
    with pytest.raises(MemoryError):
        residency.told(plan)
    monkeypatch.setattr(residency, "Resident", made)
    numbers, _, dropped = residency.told(plan)
    assert min(numbers) > 0 and dropped == (1,)
    residency.heard(SimpleNamespace(session=SimpleNamespace(held={})), numbers, ((), ()), dropped)


def test_an_unchanged_array_survives_the_watch_of_an_overlapping_one(residents, array):
    announced(residents, array)
    announced(residents, array[50_000:200_000])
    assert held(residents, array)
    array[60_000] = -1
    assert not held(residents, array) and not held(residents, array[50_000:200_000])


def test_another_array_in_the_same_memory_is_told_apart(residents):
    first = np.full(2_000_000, 1.0)
    announced(residents, first)
    place = first.ctypes.data
    del first
    for _ in range(10):
        second = np.full(2_000_000, 2.0)
        if second.ctypes.data == place:
            assert residents.lacks(second, ROWS) == second.nbytes
            return
    pytest.skip("the memory was not used again")


def test_small_arrays_are_not_kept(residents):
    assert announced(residents, np.ones(100)) == 0


def test_what_keeps_changing_is_watched_no_longer(residents, array):
    for turn in range(residency.SPOILT):
        assert announced(residents, array) > 0
        array[:] = turn
    assert announced(residents, array) == 0


def test_what_changes_a_little_each_time_is_watched_on(residents, array):
    number = announced(residents, array)
    for turn in range(4 * residency.SPOILT):
        array[1000 * turn] = -1
        assert residents.announced(array, ROWS, 100)[0] == -number


def test_workers_hold_no_more_than_they_can(residents):
    residents.limit = 250
    arrays = [np.full(100_000, value) for value in range(4)]
    numbers = [announced(residents, array) for array in arrays]
    assert residents.dropped() == (numbers[0], numbers[1])
    assert [held(residents, array) for array in arrays] == [False, False, True, True]
    assert announced(residents, np.ones(100_000), 251) == 0


def test_operands_of_one_call_that_cannot_all_stay_are_sent_and_not_kept(residents):
    """Workers are never told to forget what the same header announces."""
    a, b = np.full((300, 400), 1.0), np.full((400, 300), 2.0)
    residents.limit = b.nbytes + 100
    here = SimpleNamespace(residents=residents, held={})
    plan = SimpleNamespace(session=here, form=SimpleNamespace(layouts=[1, 1]), counts=(150, 150), kept={})
    plan.step, plan.call = SimpleNamespace(row=BY_NAME["matmul"]), SimpleNamespace(operands=(a, b))
    numbers, patches, dropped = residency.told(plan)
    assert numbers == (0, 2) and patches == ((), ()) and dropped == ()
    worker = SimpleNamespace(session=SimpleNamespace(held={}))
    residency.heard(worker, numbers, patches, dropped)
    assert not held(residents, a, (150, 150)) and held(residents, b, "copy")


def test_savings_add_up_until_the_array_changes(residents, array):
    assert [residents.credit(array, ROWS, 1.0) for _ in range(3)] == [1, 2, 3]
    assert not held(residents, array)
    array[1000] = 5
    assert residents.credit(array, ROWS, 1.0) == 1
    assert announced(residents, array) == 1 and held(residents, array)


def test_without_the_kernels_help_nothing_is_held(array):
    residents = Residents(None, limit=1 << 30)
    assert announced(residents, array) == 0
    assert residents.credit(array, ROWS, 1.0) == 0 and not held(residents, array)


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
A[207, 8] = 1e3
for seed in range(3):
    right(product(seed), A @ (x * seed))
with open("/dev/zero", "rb", 0) as zeros:
    zeros.readinto(memoryview(A).cast("B")[400_000:440_000])
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
    """A matrix goes over once, then what is written to it, whoever writes; B, too."""
    if residency.watch() is None:
        pytest.skip("this kernel does not tell of writes to memory")
    (tmp_path / "script.py").write_text(SCRIPT)
    variables = {"DINO_PATH": "ranks", "DINO_MOVES": "mpi", "DINO_TRACE": "trace.json", "DINO_PANEL_ROWS": "16"}
    outcome = run(dino(3, "script.py"), tmp_path, but={"script.py", "trace.json"}, **variables)
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "right\n", "")
    calls = json.loads((tmp_path / "trace.json").read_text())
    sent = {call["line"]: {move["name"]: move["count"] for move in call["moves"]} for call in calls}
    size = {call["line"]: {move["name"]: move["bytes"] for move in call["moves"]} for call in calls}
    assert sum(call["count"] for call in calls) == 22
    (products, left, right) = (sent[line] for line in sorted(sent))
    assert products["Scatterv"] == 4 + 3, "A, three changes of it, and three more in its place"
    assert 4 * 960_000 < size[min(size)]["Scatterv"] < 4.1 * 960_000, "of the changes what was written"
    assert "Scatterv" not in left, "it is divided as for `matvec`"
    assert (left["Bcast"], right["Scatterv"], right["Bcast"]) == (1, 1, 1)


RANDOM = """
import hashlib
import sys
import threading

import numpy as np
from dino import matmul, matvec

rng = np.random.default_rng(int(sys.argv[1]))
memory = rng.integers(0, 9, 400_000).astype(float)
views = [memory[start : start + 120_000].reshape(shape) for start in (0, 7, 100_000, 250_003)
         for shape in ((300, 400), (400, 300))]
words = [rng.integers(0, 9, (200, 500)).astype(dtype) for dtype in ("f4", "c16", "i8", "i2")]


def written(to):
    flat, start = to.reshape(-1), int(rng.integers(0, to.size))
    match rng.integers(0, 7):
        case 0:
            flat[start] = 3
        case 1:
            flat[0] = flat[-1] = start % 10
        case 2:
            flat[start : start + 3000] += 1
        case 3:
            to[:, start % to.shape[1]] = 5
        case 4:
            flat[: to.size * 6 // 10] -= 1
        case 5:
            flat[::997] = 2
        case 6:
            writer = threading.Thread(target=flat.__setitem__, args=(start, 1))
            writer.start()
            writer.join()


for _ in range(150):
    array = views[rng.integers(0, 8)] if rng.random() < 0.8 else words[rng.integers(0, 4)]
    for _ in range(rng.integers(0, 3)):
        written(views[rng.integers(0, 8)] if rng.random() < 0.8 else array)
    x = np.arange(array.shape[1]).astype(array.dtype)
    results = matvec(array, x), matmul(array[:40], array.T), matmul(array, x[:, None] + np.zeros(30, x.dtype))
    print(*(hashlib.md5(np.ascontiguousarray(result)).hexdigest()[:8] for result in results))
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_whatever_is_written_between_products_they_are_right(seed, tmp_path):
    """Overlapping arrays, other dtypes, both layouts, writes of all kinds: the bits of plain `python`."""
    (tmp_path / "script.py").write_text(RANDOM)
    plain = run([sys.executable, "script.py", seed], tmp_path, but={"script.py"}, DINO_PANEL_ROWS="16")
    assert (plain.status, plain.stderr) == (0, "") and len(set(plain.stdout.split())) > 300
    variables = {"DINO_PATH": "ranks", "DINO_MOVES": "mpi", "DINO_PANEL_ROWS": "16"}
    assert run(dino(3, "script.py", seed), tmp_path, but={"script.py"}, **variables) == plain
