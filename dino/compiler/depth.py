"""Trees as deep as CPython's own parser allows: its stack is C's, ours counts frames."""

import sys
from contextlib import contextmanager

_FRAMES = 15_000


@contextmanager
def deep():
    """Raise the limit of recursion for as long as trees are walked."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
