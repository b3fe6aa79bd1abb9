"""Product of two matrices: panels of rows of the first, all of the second."""

import numpy as np

from dino.runtime import blas, panels, threads
from dino.runtime.layout import Call

TALL, SHORT = 384, 160
"""Rows of a panel: more gain nothing (panels are what is divided), fewer cost dgemm a fifth and more."""

PARALLEL = 2**23
"""Multiply-adds that make a second thread worth its start."""


def height(m: int) -> int:
    """Choose the rows of a panel so that 2, 3, 4, 6 or 12 ranks or threads have equal shares where they can.

    Parameters
    ----------
    m : int
        Rows of the product.

    Returns
    -------
    int
        Rows of every panel but the last.
    """
    if panels.OVERRIDE:
        return panels.OVERRIDE
    dozens = max(1, -(-m // (12 * TALL)))
    count = next((count for count in (12 * dozens, 6, 4, 2) if m >= count * SHORT), 1)
    return max(1, -(-m // (8 * count)) * 8)


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
        None if root must do it: not two matrices of numbers that fit, or the caller wants to hear of underflow,
        which only the processor knows of.
    """
    return None if np.geterr()["under"] != "ignore" else _call(a, b)


def _call(a, b):
    if not panels.plain(a, b) or a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        return None
    left, right, dtype = np.matmul.resolve_dtypes((a.dtype, b.dtype, None))
    operands = np.ascontiguousarray(a, left), np.ascontiguousarray(b, right)
    return Call(operands, height(len(a)), (a.shape[0], b.shape[1]), dtype)


def local(a, b, start: int, total: int, workers: int = 1):
    """Multiply a block.

    Parameters
    ----------
    a : ndarray, shape (rows, k)
        This rank's block of the first matrix: whole panels.
    b : ndarray, shape (k, n)
        The second matrix; the same on every rank.
    start, total : int
        Index of the block's first row, and the number of rows of all blocks.
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
    return panels.product(np.matmul, a, b, height(total), workers)


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
    if panels.ready(a, b):
        with blas.serial(a.dtype, a.size * b.size):
            return np.matmul(a, b)
    call = _call(a, b)
    return np.matmul(a, b) if call is None else _computed(*call.operands, call.grain)


def _computed(left, right, rows):
    if left.shape[1] == 1:
        # An outer product of a vector with itself goes to another BLAS routine when the two share memory.
        right = right.copy()
    work = left.size * right.shape[1]
    if len(left) <= rows:
        with blas.serial(left.dtype, work):
            return np.matmul(left, right)
    return panels.settled(np.matmul, left, right, rows, threads.cores() if work >= PARALLEL else 1)
