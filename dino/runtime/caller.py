"""Who calls a primitive: the innermost frame that is none of the runtime's."""

import sys


def frame():
    """Return the frame; None where C calls a primitive (`atexit`)."""
    found = sys._getframe(1)
    while found is not None and found.f_globals.get("__package__") == __package__:
        found = found.f_back
    return found


def line() -> int:
    """Return the line that calls a primitive, 0 where C does."""
    found = frame()
    return found.f_lineno if found else 0
