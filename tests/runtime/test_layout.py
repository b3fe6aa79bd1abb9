"""layout: who gets which rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dino.runtime.layout import blocks, displs


@pytest.mark.parametrize(
    ("total", "size", "grain", "counts"),
    [
        (0, 3, 1, (0, 0, 0)),
        (1, 3, 1, (1, 0, 0)),
        (7, 3, 1, (3, 2, 2)),
        (6, 3, 2, (2, 2, 2)),
        (10, 3, 4, (4, 4, 2)),
        (9, 2, 4, (8, 1)),
        (3, 4, 8, (3, 0, 0, 0)),
        (5, 1, 2, (5,)),
        (3 * 2**40, 3, 2**20, (2**40,) * 3),
    ],
)
def test_counts(total, size, grain, counts):
    """Even shares of whole grains, the larger first; more ranks than grains leaves ranks without rows."""
    assert blocks(total, size, grain) == counts


@given(st.integers(0, 10**6), st.integers(1, 64), st.integers(1, 5000))
def test_counts_cover_all_rows_in_whole_grains(total, size, grain):
    """Nothing is lost, no grain is cut, no two ranks differ by more than a grain."""
    counts = blocks(total, size, grain)
    assert len(counts) == size and sum(counts) == total and min(counts) >= 0
    assert all(start % grain == 0 for start, count in zip(displs(counts), counts) if count)
    grains = [-(-count // grain) for count in counts]
    assert max(grains) - min(grains) <= 1


@pytest.mark.parametrize(("counts", "starts"), [((3,), (0,)), ((3, 0, 2), (0, 3, 3)), ((0, 0, 4), (0, 0, 0))])
def test_displs(counts, starts):
    """A block starts where those before it end."""
    assert displs(counts) == starts
