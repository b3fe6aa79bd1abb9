"""What the workers hold, by root's account."""

import numpy as np
import pytest

from dino.runtime import residency
from dino.runtime.residency import Residents

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
