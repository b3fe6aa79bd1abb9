"""Room on the stack: an error in CPython's words where a collective would not fit, before anybody has heard of it."""

import sys

import pytest
from dino.runtime.boundary import frames_left

from dino.runtime import stack


def test_frames_are_counted_as_they_are_added():
    def deeper(count):
        return frames_left() if count == 0 else deeper(count - 1)

    assert [frames_left() - deeper(count) for count in (0, 1, 50)] == [1, 2, 51]


def test_room_is_missed_where_a_collective_would_not_fit():
    def down(count):
        return stack.have_room() if count == 0 else down(count - 1)

    left = frames_left()
    down(left - stack._FRAMES - 10)
    with pytest.raises(RecursionError, match="maximum recursion depth exceeded while calling a Python object"):
        down(left - stack._FRAMES + 10)
    assert frames_left() == left


def test_the_limit_is_the_users():
    limit, left = sys.getrecursionlimit(), frames_left()
    sys.setrecursionlimit(limit + 500)
    try:
        assert frames_left() == left + 500
    finally:
        sys.setrecursionlimit(limit)
