"""Precedents: what was found of one call holds for the next, if that is laid out alike.

To check a call, lay it out and weigh it takes some twenty functions of Python's: ten microseconds, but ten times as
long when they have not run for a while, and then the workers wait for it.
"""

from operator import is_

import numpy as np

from dino.runtime import conditions
from dino.runtime.layout import Call


class Precedent:
    """A call that has been decided.

    Parameters
    ----------
    args : tuple of ndarray
        Its arguments, such that `sets_one` is true.
    call : layout.Call
        What they were laid out as.
    form : Form or None
        What it has in common with calls like it; None if root does them alone.
    """

    __slots__ = ("_layouts", "_about", "form")

    def __init__(self, args, call, form):
        self._layouts = tuple((arg.shape, arg.dtype) for arg in args)
        self._about = call[1:]
        self.form = form

    def covers(self, args) -> bool:
        """Whether a call is laid out alike, and whatever else its preparation looks at is as it was."""
        for arg, (shape, dtype) in zip(args, self._layouts):
            if type(arg) is not np.ndarray or arg.shape != shape or arg.dtype is not dtype:
                return False
            flags = arg.flags
            if not flags.c_contiguous or not flags.aligned:
                return False
        return not conditions.underflow_heard()

    def call(self, args):
        """Lay out a call that it covers."""
        return Call(args, *self._about)


def sets_one(args, call) -> bool:
    """Whether a call can be a precedent: its arrays are laid out as they are, and nothing but their layouts counts."""
    if not args or call is None or call.memo is not None or not all(map(is_, call.operands, args)):
        return False
    return all(type(arg) is np.ndarray and arg.flags.c_contiguous and arg.flags.aligned for arg in args)
