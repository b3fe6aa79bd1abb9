"""Why root does a call by itself that the ranks cannot share, in words for the trace; found by trying."""

import numpy as np


def of(prepare, row, args) -> str:
    """Return what is in the way.

    Parameters
    ----------
    prepare : callable
        The primitive's; it has refused the arguments.
    row : Primitive
        The primitive.
    args : sequence
        What it was given, one for each parameter.
    """
    for name, arg in zip(row.parameters, args):
        if not isinstance(arg, np.ndarray):
            return f"`{name}` is of type {type(arg).__name__}, no array"
    small = [np.zeros([min(length, 2) for length in arg.shape], arg.dtype) for arg in args]
    if prepare(*small) is not None:
        return _of_memory(row, args)
    with np.errstate(under="ignore"):
        if prepare(*small) is not None:
            return "underflow is to be heard of"
    return _of_kind(row, args)


def _of_memory(row, args):
    """What is in the way of arrays, others of whose dtypes and axes are no obstacle."""
    for name, arg in zip(row.parameters, args):
        if type(arg) is not np.ndarray:
            return f"`{name}` is of type {type(arg).__name__}, not NumPy's own"
        if not arg.flags.c_contiguous:
            stored = "by columns" if arg.flags.f_contiguous else "with gaps"
            return f"`{name}` is stored {stored}, and root takes it as it is (ranks would, after np.ascontiguousarray)"
    return "its shape or memory"


def _of_kind(row, args):
    for name, arg, letters in zip(row.parameters, args, row.dimensions[0]):
        if arg.ndim != len(letters):
            return f"`{name}` has {arg.ndim} axes, not {len(letters)}"
    return f"dtype {', '.join(str(arg.dtype) for arg in args)}"
