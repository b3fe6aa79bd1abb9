"""What of an array goes over that workers hold: ranges of bytes, and where they belong on each rank."""

from types import SimpleNamespace

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


def test_a_copy_that_ranks_share_is_patched_when_none_of_them_uses_it_any_more():
    """All ranks of the host have come, before any writes; a copy of a rank's own waits for nobody."""
    for size, expected in ((1 << 17, ["barrier", "patch"]), (1 << 16, ["patch"])):
        array, done = np.zeros(size), []

        def filled(message, done=done):
            done.append("patch")
            message[0][:] = 7

        ranks = SimpleNamespace(
            rank=1,
            host=SimpleNamespace(near=SimpleNamespace(Ibarrier=lambda done=done: done.append("barrier"))),
            comm=SimpleNamespace(Ibcast=filled),
            MPI=SimpleNamespace(BYTE=None),
            pool=SimpleNamespace(array=np.empty),
            wait=lambda request: None,
        )
        patch.copied(ranks, array, (8, 16, 32, 40))
        assert done == expected
        assert np.flatnonzero(array).tolist() == [1, 4] and set(array.view(np.uint8)[8:16]) == {7}
