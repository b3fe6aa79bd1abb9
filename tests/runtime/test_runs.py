"""runs: sorted blocks become one sorted vector."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dino.kernels import merge
from dino.runtime import runs
from tests.runtime.test_sort import values

DTYPES = [*"?bBhHiIlLqefdgFD", "m8[ns]", "M8[s]", "S3", "U2"]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("counts", [(), (0,), (5,), (0, 0), (3, 0, 4), (100, 1), (1, 100), (64, 65, 66), (9,) * 7])
@pytest.mark.parametrize("workers", [1, 3])
def test_merged(dtype, counts, workers):
    """Any number of runs, empty ones too, NaN and NaT last."""
    whole = values(dtype, sum(counts))
    blocks, start = whole.copy(), 0
    for count in counts:
        blocks[start : start + count].sort()
        start += count
    result = runs.merged(blocks, counts, workers)
    assert result.dtype == whole.dtype and result.base is None
    np.testing.assert_array_equal(result, np.sort(whole))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_sort_on_threads(dtype, workers, monkeypatch):
    """A copy, of more blocks than a power of two among others."""
    monkeypatch.setattr(runs, "PARALLEL", 0)
    monkeypatch.setattr(runs, "SLOW", 0)
    monkeypatch.setattr(runs, "SEGMENT", 50)
    for size in (0, 1, 2, 3, 10, 1009):
        x = values(dtype, size)
        before = x.tobytes()
        result = runs.sort(x, workers)
        np.testing.assert_array_equal(result, np.sort(x))
        assert x.tobytes() == before and result.base is None and not np.shares_memory(result, x)


@pytest.mark.parametrize(
    ("dtype", "size", "seconds", "pays"),
    [
        ("f8", 2**20, 4e-9, True),
        ("f8", 2**20, 2e-9, False),
        ("f8", 2**19, 4e-9, False),
        ("f8", 2**19, 7e-9, True),
        ("i2", 2**20, 4e-9, False),
        ("i2", 2**20, 7e-9, True),
    ],
)
def test_threads_must_pay(dtype, size, seconds, pays, monkeypatch):
    """By the seconds foretold, the number of elements and their width."""
    monkeypatch.setattr(runs, "_seconds", lambda values: seconds)
    assert runs._pays(np.empty(size, dtype), 2) is pays


SHAPES = {
    "one after the other": lambda a, b: (np.sort(np.r_[a, b])[: len(a)], np.sort(np.r_[a, b])[len(a) :]),
    "the other first": lambda a, b: (np.sort(np.r_[a, b])[len(b) :], np.sort(np.r_[a, b])[: len(b)]),
    "mixed": lambda a, b: (np.sort(a), np.sort(b)),
    "all equal": lambda a, b: (a * 0, b * 0),
    "few values": lambda a, b: (np.sort(a // 50), np.sort(b // 50)),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("sizes", [(0, 0), (0, 9), (9, 0), (1, 1), (15, 16), (17, 400), (400, 17), (301, 300)])
@pytest.mark.parametrize("segment", [1, 7, 64, 10**6])
def test_merge(shape, sizes, segment):
    """Wherever segments begin, and whichever run ends first."""
    rng = np.random.default_rng(sizes)
    a, b = shape(*(rng.integers(0, 100, size) for size in sizes))
    out = np.empty(len(a) + len(b), np.int64)
    merge.runs(a, b, out, segment, 3)
    assert np.array_equal(out, np.sort(np.r_[a, b]))


@pytest.mark.parametrize("dtype", "bBhHiIlLfd")
@pytest.mark.parametrize("sizes", [(5000, 5000), (9000, 40)])
def test_merge_of_every_dtype(dtype, sizes):
    """From both ends of both halves of a segment."""
    rng = np.random.default_rng(3)
    a, b = (np.sort((rng.normal(size=size) * 50).astype(dtype)) for size in sizes)
    out = np.empty(len(a) + len(b), dtype)
    merge.runs(a, b, out, 4096, 2)
    assert np.array_equal(out, np.sort(np.r_[a, b]))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-5, 5)), st.lists(st.integers(-5, 5)), st.integers(1, 9))
def test_merge_of_many_equals(a, b, segment):
    """Duplicates across segments are neither lost nor doubled."""
    a, b = np.sort(np.array(a, np.int8)), np.sort(np.array(b, np.int8))
    out = np.empty(len(a) + len(b), np.int8)
    merge.runs(a, b, out, segment, 2)
    assert np.array_equal(out, np.sort(np.r_[a, b]))


def test_what_does_not_fit_is_refused():
    """An error, not a walk through foreign memory."""
    a, b = np.zeros(3), np.zeros(4)
    for out, segment in ((np.zeros(6), 4), (np.zeros(8), 4), (np.zeros(7), 0)):
        with pytest.raises(ValueError, match="do not make"):
            merge.runs(a, b, out, segment, 1)
    with pytest.raises((ValueError, TypeError)):
        merge.runs(a, np.zeros(4, "f"), np.zeros(7), 4, 1)
