"""Descriptors: those of the script's own standard streams are not for us, even where it was started without them."""

import os
from contextlib import contextmanager, suppress

_LAST, _FOLDER = 2, "/proc/self/fd"


def occupy():
    """Open what is closed of the first three, so that nothing else is opened there; `exec` closes it again.

    Returns
    -------
    list of int
        What was closed.
    """
    closed = []
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= _LAST:
        closed.append(descriptor)
    os.close(descriptor)
    return closed


@contextmanager
def aside():
    """Leave the standard streams as they are, and give subprocesses none of the descriptors that are opened here."""
    closed, before = occupy(), _all()
    try:
        yield
    finally:
        for descriptor in _all() - before:
            with suppress(OSError):  # another thread has closed it
                os.set_inheritable(descriptor, False)
        for descriptor in closed:
            os.close(descriptor)


def _all():
    names = os.listdir(_FOLDER)
    return {int(name) for name in names if os.path.lexists(f"{_FOLDER}/{name}")}  # not that of the folder itself
