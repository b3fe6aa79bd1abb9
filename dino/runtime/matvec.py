"""Product of a matrix and a vector: panels of rows of the matrix, all of the vector."""

import numpy as np

from dino.runtime import panels, threads
from dino.runtime.layout import Call

ROWS = 64


def height(k: int) -> int:
    """Rows of a panel, from the shape alone."""
    return panels.rows(ROWS, k, 2**17)


def prepare(a, x) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    a : ndarray, shape (m, k)
        To be divided by rows; in C order, for which rows are contiguous.
    x : ndarray, shape (k,)
        To be copied to every rank.

    Returns
    -------
    Call or None
        None if NumPy must do it: not a matrix and a vector of numbers that fit, a matrix stored by columns, or the
        caller wants to hear of underflow.
    """
    operands = _operands(a, x)
    if operands is None or not operands[0].flags.c_contiguous:
        return None
    return Call(operands, height(len(x)), (len(a),), np.matvec.resolve_dtypes((a.dtype, x.dtype, None))[2])


def _operands(a, x):
    """Return matrix and vector as BLAS gets them, or None; a matrix stored by columns stays so (a copy costs more)."""
    if not panels.plain(a, x) or a.ndim != 2 or x.ndim != 1 or a.shape[1] != x.shape[0]:
        return None
    if np.geterr()["under"] != "ignore":
        return None
    left, right, _ = np.matvec.resolve_dtypes((a.dtype, x.dtype, None))
    columns = a.flags.f_contiguous and not a.flags.c_contiguous
    return np.array(a, left, copy=None, order="F" if columns else "C"), np.ascontiguousarray(x, right)


def local(a, x, start=0, total=0, workers=1):
    """Multiply a block.

    Parameters
    ----------
    a : ndarray, shape (rows, k)
        This rank's block of the matrix: whole panels.
    x : ndarray, shape (k,)
        The vector; the same on every rank.
    start, total : int
        Where the block starts, and the rows of all; not used.
    workers : int, optional
        Threads that this rank may use.

    Returns
    -------
    ndarray, shape (rows,)
        This rank's block of the product.

    Notes
    -----
    2*rows*k flops; reads the block once.
    """
    return panels.product(np.matvec, a, x, height(len(x)), workers)


def finish(product, call: Call):
    """Report overflow and invalid values on root as numpy.matvec does, and return the gathered product."""
    panels.report(np.matvec, panels.conditions(*call.operands, product), call.dtype)
    return product


def alone(a, x):
    """Multiply a matrix and a vector on this process.

    Parameters
    ----------
    a, x : array_like
        What numpy.matvec takes.

    Returns
    -------
    ndarray or scalar
        What numpy.matvec returns; for a matrix and a vector of numbers, the bits that any number of ranks gives.
    """
    operands = _operands(a, x)
    if operands is None:
        return np.matvec(a, x)
    left, right = operands
    grain = height(len(right))
    if len(left) <= grain:
        return panels.alone(lambda: np.matvec(left, right), left.dtype, left.size)
    product = local(left, right, workers=threads.cores())
    return finish(product, Call(operands, grain, product.shape, product.dtype))
