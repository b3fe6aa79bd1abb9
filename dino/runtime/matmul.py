"""Product of two matrices: panels of rows of the first, all of the second."""

import numpy as np

from dino.runtime import panels, threads
from dino.runtime.layout import Call

ROWS = 192


def height(k: int, n: int) -> int:
    """Rows of a panel, from the shapes alone."""
    return panels.rows(ROWS, k * n, 2**22)


def prepare(a, b) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    a : ndarray, shape (m, k)
        To be divided by rows.
    b : ndarray, shape (k, n)
        To be copied to every rank.

    Returns
    -------
    Call or None
        None if NumPy must do it: not two matrices of numbers that fit, or the caller wants to hear of underflow.
    """
    if not panels.plain(a, b) or a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        return None
    if np.geterr()["under"] != "ignore":
        return None
    left, right, dtype = np.matmul.resolve_dtypes((a.dtype, b.dtype, None))
    operands = np.ascontiguousarray(a, left), np.ascontiguousarray(b, right)
    return Call(operands, height(*b.shape), (a.shape[0], b.shape[1]), dtype)


def local(a, b, start=0, total=0, workers=1):
    """Multiply a block.

    Parameters
    ----------
    a : ndarray, shape (rows, k)
        This rank's block of the first matrix: whole panels.
    b : ndarray, shape (k, n)
        The second matrix; the same on every rank.
    start, total : int
        Where the block starts, and the rows of all; not used.
    workers : int, optional
        Threads that this rank may use.

    Returns
    -------
    ndarray, shape (rows, n)
        This rank's block of the product.

    Notes
    -----
    2*rows*k*n flops.
    """
    return panels.product(np.matmul, a, b, height(*b.shape), workers)


def finish(product, call: Call):
    """Report overflow and invalid values on root as numpy.matmul does, and return the gathered product."""
    panels.report(np.matmul, panels.conditions(*call.operands, product), call.dtype)
    return product


def alone(a, b):
    """Multiply two matrices on this process.

    Parameters
    ----------
    a, b : array_like
        What numpy.matmul takes.

    Returns
    -------
    ndarray or scalar
        What numpy.matmul returns; for two matrices of numbers, the bits that any number of ranks gives.
    """
    call = prepare(a, b)
    if call is None:
        return np.matmul(a, b)
    left, right = call.operands
    if left.shape[1] == 1:
        # An outer product of a vector with itself would go to another BLAS routine when the two share memory.
        right = right.copy()
    if len(left) <= call.grain:
        return panels.alone(lambda: np.matmul(left, right), call.dtype, left.size * right.shape[1])
    return finish(local(left, right, workers=threads.cores()), call)
