"""Product of a matrix and a vector: panels of rows of the matrix, all of the vector."""

from functools import lru_cache

import numpy as np

from dino.runtime import blas, conditions, panels, threads
from dino.runtime.boundary import last
from dino.runtime.layout import Call

ROWS, COLUMNWISE = 128, 1024
"""Most rows of a panel of a large matrix stored by rows, and least of one stored by columns."""

LEAST = 2**15
"""Elements of a panel, even of more rows: BLAS takes 0.3 microseconds for each call."""

ONE = 2**17
"""Multiply-adds of a matrix that is one panel, up to 20 microseconds."""

FOUR, EIGHT = 2**19, 2**22
"""Multiply-adds of one that is four panels, or eight: a call of BLAS and its counters cost 0.5 microseconds, and two
threads of four panels each do 2*10^6 elements a tenth sooner than of twelve."""

COMPLEX = 4
"""Multiplications for one of complex numbers: of these a panel has so many times fewer."""


def height(m: int, k: int, columns: bool = False, dtype="d") -> int:
    """Choose the rows of a panel: if there is much to do a dozen panels or more, for equal shares of ranks and threads.

    Parameters
    ----------
    m, k : int
        Rows and columns of the matrix.
    columns : bool, optional
        Whether it is stored by columns.
    dtype : dtype or str, optional
        Of its elements.

    Returns
    -------
    int
        Rows of every panel but the last.
    """
    if panels.OVERRIDE:
        return panels.OVERRIDE
    size = m * k * (ONE // one(dtype))
    if size < ONE:
        return max(1, m)
    if columns:
        return max(64, _equal(m, 4 if size < EIGHT else min(24, max(4, m // COLUMNWISE // 2 * 2))))
    return _fair(m, k) if size >= EIGHT else _equal(m, 4 if size < FOUR else 8)


def one(dtype) -> int:
    """Multiply-adds of numbers of a dtype that may be more than one panel."""
    return ONE // COMPLEX if np.dtype(dtype).kind == "c" else ONE


def _equal(m, count):
    """Choose rows for about so many panels: BLAS takes four at a time, and is much slower with what is left over."""
    rows = -(-m // count)
    if rows < 2:
        return 1
    return max(4, (rows + 1) // 4 * 4) if rows < 32 else -(-rows // 8) * 8


@lru_cache
def _fair(m, k):
    """Choose, by eights, rows with which 2, 3 or 4 threads or ranks, of 12 to 24 panels, do the least in all."""
    if m < 96:
        return _equal(m, 12)
    limit = max(ROWS, -(-LEAST // (8 * k)) * 8)
    least, most = (min(limit, -(-m // (8 * count)) * 8) for count in (24, 12))
    return min(
        range(least, most + 1, max(8, (most - least) // 16)),
        key=lambda rows: sum(_longest(m, rows, threads) for threads in (2, 3, 4)),
    )


def _longest(m, rows, threads):
    """Return the rows of whoever has most, times the threads."""
    return -(-m // rows // threads) * threads * rows


def prepare(a, x) -> Call | None:
    """Check a call on root.

    Parameters
    ----------
    a : ndarray, shape (m, k)
        To be divided by rows.
    x : ndarray, shape (k,)
        To be copied to every rank.

    Returns
    -------
    Call or None
        None if root must do it: not a matrix and a vector of numbers that fit; a matrix stored by columns, or with
        gaps, which would have to be copied first; or the caller wants to hear of underflow, which only the processor
        knows of.
    """
    if conditions.underflow_heard():
        return None
    operands = _operands(a, x)
    if operands is None or not operands[0].flags.c_contiguous:
        return None
    return Call(operands, height(*a.shape, dtype=operands[0].dtype), (len(a),), operands[0].dtype)


def _operands(a, x):
    """Return matrix and vector as BLAS gets them, or None."""
    if panels.ready(a, x) and x.shape == a.shape[1:]:
        return a, x
    if not panels.plain(a, x) or a.ndim != 2 or x.ndim != 1 or a.shape[1] != x.shape[0]:
        return None
    left, right, _ = np.matvec.resolve_dtypes((a.dtype, x.dtype, None))
    return a if panels.stored(a, left) else _dense(a, left), np.ascontiguousarray(x, right)


def _dense(a, dtype):
    return np.asarray(a, dtype, order="F" if a.flags.f_contiguous and not a.flags.c_contiguous else "C")


def local(a, x, start: int, total: int, workers: int = 1):
    """Multiply a block.

    Parameters
    ----------
    a : ndarray, shape (rows, k)
        This rank's block of the matrix: whole panels.
    x : ndarray, shape (k,)
        The vector; the same on every rank.
    start, total : int
        Index of the block's first row, and the number of rows of all blocks.
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
    rows = height(total, len(x), dtype=a.dtype)
    if total <= rows:
        with blas.serial(a.dtype, a.size), conditions.unheard():
            return np.matvec(a, x)
    return panels.product(np.matvec, a, x, panels.Grid(rows, 1), workers)


def finish(product, call: Call):
    """Report overflow and invalid values on root as numpy.matvec does, and return the gathered product."""
    if panels.all_finite(product):
        return product
    if len(product) <= call.grain:
        return alone(*call.operands)  # one panel: what the processor reports of it depends on more than the values
    return panels.reported(np.matvec, panels.conditions(*call.operands, product), product)


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

    Notes
    -----
    2*m*k flops. Memory: root needs the result; any other rank `x`, its share of the result, and of the rows of `a` on
    root's host a piece of 1 MiB (or one panel, if that is larger), elsewhere its share; kept for the next call.
    """
    if panels.ready(a, x):
        if a.size < one(a.dtype):
            return last(np.matvec, (a, x), blas.serial(a.dtype, a.size))
        if x.shape == a.shape[1:]:
            return _by_height(a, x)
    operands = _operands(a, x)
    if operands is None:
        return last(np.matvec, (a, x))
    matrix = operands[0]
    return _computed(*operands, height(*a.shape, panels.by_columns(matrix), matrix.dtype))


def _computed(left, right, rows):
    if len(left) <= rows:
        return last(np.matvec, (left, right), blas.serial(left.dtype, left.size))
    return panels.settled(np.matvec, left, right, panels.Grid(rows, 1), threads.cores())


def _known(m, k, n, dtype):
    """How a product of what is stored by rows is cut: see `dino.kernels.direct.Panels`."""
    rows = height(m, k, dtype=dtype)
    return None if m <= rows else (rows, 1, False, m * k >= panels.LONG)


def _by_height(a, x):
    return _computed(a, x, height(*a.shape, dtype=a.dtype))


direct = panels.direct(np.matvec, 1, (ONE, ONE), (0, 0), _known, _by_height, ONE)
