"""Why root does a call by itself that the ranks cannot share, in words for the trace."""

import numpy as np

from dino.runtime import conditions

_KINDS = "biufcmMSU"


def of(row, args) -> str:
    """Return the first reason that is found.

    Parameters
    ----------
    row : Primitive
        The primitive.
    args : sequence
        What it was given, one for each parameter.
    """
    for name, arg, letters in zip(row.parameters, args, row.dimensions[0]):
        if reason := _of_one(arg, len(letters)):
            return f"`{name}` {reason}"
    return "underflow is to be heard of" if conditions.underflow_heard() else "its kind, shape or layout"


def _of_one(arg, axes):
    if type(arg) not in (np.ndarray, np.memmap):
        return f"is of type {type(arg).__name__}, no array of NumPy's own"
    if arg.dtype.kind not in _KINDS:
        return f"is of dtype {arg.dtype}"
    if arg.ndim != axes:
        return f"has {arg.ndim} axes, not {axes}"
    if not arg.flags.c_contiguous:
        stored = "by columns" if arg.flags.f_contiguous else "with gaps"
        return f"is stored {stored}, and root takes it as it is (ranks would, after np.ascontiguousarray)"
    return None
