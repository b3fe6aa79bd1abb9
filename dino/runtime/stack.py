"""The stack: room for a collective is looked for before any worker has heard of it."""

from dino.runtime.boundary import frames_left

_FRAMES = 120  # that a collective may take; NumPy's tree of 10**12 elements is 33 deep

DEEPEST = 200_000
"""Frames of a worker, as root decides how deep a recursion may go: calls of Python functions take none of C's stack."""


def have_room():
    """Raise `RecursionError`, as a primitive that finds no room under `python` does, unless a collective has it."""
    if frames_left() < _FRAMES:
        raise RecursionError("maximum recursion depth exceeded while calling a Python object")
