"""How trees are walked: as deep as CPython's own parser allows, and without the warnings that CPython itself gives."""

import sys
import warnings
from contextlib import contextmanager

_FRAMES = 15_000  # CPython's parser counts on C's stack, ours counts frames


@contextmanager
def silent():
    """Compile without warnings, also where they are errors: CPython gives each once, for the script as written."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextmanager
def deep():
    """Raise the limit of recursion, silently, for as long as trees are walked."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        with silent():
            yield
    finally:
        sys.setrecursionlimit(limit)
