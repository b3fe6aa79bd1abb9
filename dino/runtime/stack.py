"""The stack: room for a collective is looked for before any worker has heard of it."""

from dino.runtime.boundary import frames_left

_FRAMES = 120  # that a collective may take; NumPy's tree of 10**12 elements is 33 deep

DEEPEST = 200_000
"""Frames of a worker, as root decides how deep a recursion may go: calls of Python functions take none of C's stack."""


def have_room():
    """Raise `RecursionError` unless the frames of a collective still fit."""
    if frames_left() < _FRAMES:
        _go_down(_FRAMES)


def _go_down(frames):
    """Let CPython raise its own error, for its own reasons."""
    if frames:
        _go_down(frames - 1)
