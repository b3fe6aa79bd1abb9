"""The stack: room for a collective is looked for before any worker has heard of it."""

_FRAMES = 120  # that a collective may take; NumPy's tree of 10**12 elements is 33 deep

DEEPEST = 200_000
"""Frames of a worker, as root decides how deep a recursion may go: calls of Python functions take none of C's stack."""


def have_room(frames=_FRAMES):
    """Raise `RecursionError` unless so many frames still fit."""
    if frames:
        have_room(frames - 1)
