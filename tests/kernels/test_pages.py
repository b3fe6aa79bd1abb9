"""What the kernel tells of writes to memory; skipped where it cannot."""

import ctypes
import mmap
import os
import tempfile

import numpy as np
import pytest

from dino.kernels import pages

LIBC = ctypes.CDLL(None, use_errno=True)
DONTNEED = 4


@pytest.fixture
def watch():
    try:
        return pages.Watch()
    except OSError as error:
        pytest.skip(f"this kernel does not tell of writes: {error}")


def changed(watch, *where):
    """Whether anything may have been written there."""
    return watch.written(*where, 9) != []


def pages_of(array):
    return pages.inside(array.__array_interface__["data"][0], array.nbytes)


@pytest.fixture(params=[200_000, 40_000_000], ids=["small pages", "huge pages"])
def array(request):
    return np.arange(request.param, dtype=np.uint8)


def test_pages_inside_a_range_hold_nothing_else():
    page = os.sysconf("SC_PAGE_SIZE")
    assert pages.inside(page, page) == (page, 2 * page)
    assert pages.inside(page - 1, 2 * page) == (page, 2 * page)
    assert pages.inside(page + 1, 3 * page - 1) == (2 * page, 4 * page)
    first, end = pages.inside(page + 1, page)
    assert first >= end


def test_reading_changes_nothing_and_every_write_is_seen(watch, array):
    where = pages_of(array)
    assert watch.protect(*where)
    first = where[0] - array.__array_interface__["data"][0]
    for place in (first, len(array) // 2, first + where[1] - where[0] - 1):
        assert array.any() and not changed(watch, *where)
        array[place] ^= 1
        assert changed(watch, *where)
        assert watch.protect(*where) and not changed(watch, *where)


def test_where_was_written_is_told(watch, array):
    """In order; all of it, and little else: a huge page is one."""
    start, end = pages_of(array)
    origin, page = array.__array_interface__["data"][0], os.sysconf("SC_PAGE_SIZE")
    assert watch.protect(start, end) and watch.written(start, end, 9) == []
    places = [0, (end - start) // page // 2 * page, end - start - page]
    for place in places:
        array[start - origin + place + 5] ^= 1
    told = watch.written(start, end, 9)
    assert told == sorted(told) and len(told) == len(places)
    for place, (first, last) in zip(places, told):
        assert start <= first <= start + place + 5 < last <= end
        assert last - first <= (page if len(array) < 1 << 20 else 1 << 21)
    assert watch.protect(*told[1])
    assert watch.written(start, end, 9) == [told[0], told[2]]


def test_what_is_told_anew_is_told_once(watch, array):
    """Asked and protected in one step."""
    start, end = pages_of(array)
    origin = array.__array_interface__["data"][0]
    watch.protect(start, end)
    array[start - origin + 5] ^= 1
    (told,) = watch.written(start, end, 9, True)
    assert watch.written(start, end, 9, True) == [] and not changed(watch, start, end)
    array[start - origin + 6] ^= 1
    assert watch.written(start, end, 9) == [told]


def test_more_regions_than_are_worth_it_are_all_of_it(watch):
    array = np.zeros(200 * 4096, np.uint8)
    start, end = pages_of(array)
    watch.protect(start, end)
    array[::8192] = 1
    assert 90 < len(watch.written(start, end, 100)) <= 100
    assert watch.written(start, end, 80) is None


def test_where_memory_was_taken_anew_nothing_is_known(watch):
    region = mmap.mmap(-1, 1 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    array = np.frombuffer(region, np.uint8)
    start, end = pages_of(array)
    array[:] = 1
    watch.protect(start, end)
    fixed = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10
    LIBC.mmap.restype = ctypes.c_void_p
    LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    LIBC.mmap(start + 4096, 4096, 3, fixed, -1, 0)
    assert watch.written(start, end, 9) is None


def test_what_was_dropped_counts_as_written(watch, array):
    start, end = pages_of(array)
    watch.protect(start, end)
    LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    assert LIBC.madvise(start + 8192, 4096, DONTNEED) == 0
    ((first, last),) = watch.written(start, end, 9)
    assert first <= start + 8192 and start + 12288 <= last
    assert watch.protect(first, last) and watch.written(start, end, 9) == []


def test_a_write_through_a_view_or_to_the_same_value_is_seen(watch, array):
    where = pages_of(array)
    watch.protect(*where)
    array[::-1][5000:5001] += 0
    assert changed(watch, *where)


def test_what_the_kernel_writes_is_seen_and_does_not_fail(watch, array):
    where = pages_of(array)
    watch.protect(*where)
    with open("/dev/zero", "rb", 0) as zeros:
        assert zeros.readinto(memoryview(array)[:90_000]) == 90_000
    assert changed(watch, *where)


def test_memory_that_was_never_touched_before_is_watched_too(watch):
    array = np.zeros(10_000_000)
    where = pages_of(array)
    assert watch.protect(*where)
    assert not array.any()
    watch.protect(*where)
    assert not array.any() and not changed(watch, *where)
    array[12345] = 1
    assert changed(watch, *where)


def test_memory_freed_and_taken_again_has_changed(watch):
    region = mmap.mmap(-1, 1 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    array = np.frombuffer(region, np.uint8)
    where = pages_of(array)
    array[:] = 1
    assert watch.protect(*where) and not changed(watch, *where)
    fixed = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x10
    LIBC.mmap.restype = ctypes.c_void_p
    LIBC.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]
    assert LIBC.mmap(where[0], 1 << 20, 3, fixed, -1, 0) == where[0]
    assert changed(watch, *where)


def test_memory_whose_content_was_dropped_has_changed(watch, array):
    start, end = pages_of(array)
    watch.protect(start, end)
    LIBC.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    assert LIBC.madvise(start + 4096, 4096, DONTNEED) == 0
    assert changed(watch, start, end)
    place = start - array.__array_interface__["data"][0] + 5000
    assert array[place] == 0 and changed(watch, start, end)


def test_shared_memory_and_files_are_refused(watch):
    with tempfile.TemporaryFile() as file:
        file.write(bytes(1 << 20))
        file.flush()
        for made in (
            lambda: np.memmap(file, np.uint8, "r+"),
            lambda: np.memmap(file, np.uint8, "c"),
            lambda: np.memmap(file, np.uint8, "r"),
            lambda: np.frombuffer(mmap.mmap(-1, 1 << 20), np.uint8),
        ):
            touched, untouched = made(), made()
            assert touched.sum() == 0
            assert not watch.protect(*pages_of(touched))
            assert not watch.protect(*pages_of(untouched))


def test_after_a_fork_writes_of_the_parent_are_seen_and_those_of_the_child_are_its_own(watch, array):
    where = pages_of(array)
    watch.protect(*where)
    child = os.fork()
    if child == 0:
        array[:] = 7
        os._exit(0)
    os.waitpid(child, 0)
    assert not changed(watch, *where) and array[1] == 1
    array[70_000] = 3
    assert changed(watch, *where)


def test_what_is_released_is_an_ordinary_page_again(watch, array):
    where = pages_of(array)
    watch.protect(*where)
    watch.release(*where)
    array[:] = 2
    assert changed(watch, *where)
