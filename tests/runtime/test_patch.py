"""What of an array goes over that workers hold: ranges of bytes, and where they belong on each rank."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dino.runtime import layout, patch

SIZE = 40_000


def test_ranges_that_touch_or_overlap_are_one():
    assert patch.of([(8, 16), (0, 8), (12, 20), (30, 31), (40, 40)], SIZE) == (0, 20, 30, 31)
    assert patch.length((0, 20, 30, 31)) == 21


def test_more_than_half_is_sent_whole():
    assert patch.of([(0, SIZE // 2)], SIZE) == (0, SIZE // 2)
    assert patch.of([(0, SIZE // 2 + 1)], SIZE) is None


def test_many_ranges_become_few():
    """With the bytes between them, as long as that is less than all."""
    starts = np.random.default_rng(0).integers(0, 1 << 30, 3 * patch.MOST).tolist()
    spread = [(start, start + 64) for start in starts]
    few = patch.of(spread, 1 << 40)
    assert patch.MOST < len(few) <= 2 * patch.MOST and few[0] == min(starts) and few[-1] == max(starts) + 64
    assert patch.length(few) > 100 * 64 * len(spread)
    assert patch.of(spread, patch.length(few)) is None


RANGES = st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, 500)), max_size=20)


@given(RANGES, st.integers(1, 7))
def test_the_parts_of_all_ranks_are_the_patch(ranges, size):
    """Whatever the ranks hold."""
    made = patch.of([(start, min(SIZE, start + count)) for start, count in ranges], 10**9)
    counts = layout.blocks(SIZE, size)
    marked = np.zeros(SIZE, bool)
    for start, count in zip(layout.displs(counts), counts):
        for first, last in patch.within(made, start, start + count):
            assert 0 <= first < last <= count
            marked[start + first : start + last] = True
    expected = np.zeros(SIZE, bool)
    for start, count in ranges:
        expected[start : start + count] = True
    assert (marked == expected).all()
