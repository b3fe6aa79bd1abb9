"""Product of two matrices: panels of rows of the first, all of the second."""

from functools import lru_cache

import numpy as np

from dino.runtime import blas, conditions, integers, matvec, panels, threads
from dino.runtime.boundary import last
from dino.runtime.layout import Call

ONE, TWO = 2**19, 2**21
"""Multiply-adds of a product that is one panel, some 20 microseconds, and of one that is two if it has the rows."""

HALF = 40
"""Rows of each of two panels: those of 56 take one thread 4% longer than all 112, and two threads 0.55 of the time."""

TALL = 384
"""Rows of a panel that more do not make faster: beyond a dozen panels, more rows mean more panels."""

COUNTS = ((12, 320), (6, 256), (4, 150), (2, 64))
"""Panels, and the rows that each must have: fewer cost dgemm a tenth and more, as it packs all of B for each panel."""


WIDE = ((12, 1024), (6, 1024), (4, 512), (2, 64))
"""The same for columns, where rows are not cut: of narrow panels of B each row lies on another page."""


def grid(m: int, k: int, n: int, dtype="d") -> panels.Grid:
    """Choose panels so that 2, 3, 4, 6 or 12 ranks or threads have equal shares where they can.

    Parameters
    ----------
    m, k, n : int
        Rows of the product, length of the sums, columns of the product.
    dtype : dtype or str, optional
        Of both.

    Returns
    -------
    Grid
        Rows are cut; columns, too, of a product of `TWO` and more that has not rows enough for four panels. One column
        is a vector.

    Notes
    -----
    Ranks divide rows alone; columns are for the threads of one process. With less than 128 rows, which are not cut from
    `TWO` on, root has done all in the time in which half of `b` has gone to another host by 10 Gbit/s: 2*m*k*n flops at
    90 GFlop/s take less than 4*k*n bytes at 1.25 GB/s as long as m < 144. On one host root has a thread for each rank.
    """
    if panels.OVERRIDE:
        return panels.Grid(panels.OVERRIDE, max(n, 1), m == 1)
    if n == 1:
        return panels.Grid(matvec.height(m, k, dtype=dtype), 1)
    size = m * k * n
    if size < (matvec.one(dtype) if m == 1 else ONE) or 1 < m < 2 * HALF and size < TWO:
        return panels.Grid(max(m, 1), max(n, 1))
    return _cut(m, n) if m == 1 or size >= TWO else panels.Grid(_length(m, 2), n)


@lru_cache  # programs multiply matrices of few sizes, and this takes a microsecond; four when the caches are cold
def _cut(m, n):
    down = _count(m, COUNTS)
    return panels.Grid(_length(m, down), _length(n, min(_count(n, WIDE), 12)) if down == 1 else n, m == 1)


def _count(length, counts):
    dozens = max(1, -(-length // (12 * TALL)))
    return next((12 * dozens if count == 12 else count for count, least in counts if length >= count * least), 1)


def _length(length, count):
    return max(1, -(-length // (8 * count)) * 8)


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
        None if root must do it: not two matrices of numbers that fit; one with gaps, or a first one stored by columns,
        to be multiplied with `panels.FEW`; or the caller wants to hear of underflow, which only the processor knows of.
    """
    if conditions.underflow_heard():
        return None
    call = _call(a, b)
    return call if call and all(operand.flags.c_contiguous for operand in call.operands) else None


def _call(a, b):
    if not panels.plain(a, b) or a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[0]:
        return None
    first, second, dtype = np.matmul.resolve_dtypes((a.dtype, b.dtype, None))
    turned = b.flags.f_contiguous and panels.stored(b, second)
    left = a if b.shape[1] < panels.FEW and panels.stored(a, first) else np.ascontiguousarray(a, first)
    right = b.T if turned else _second(a, b, second)
    height, shape = grid(*a.shape, b.shape[1], first).height, (a.shape[0], b.shape[1])
    return Call((left, right), height, shape, dtype, options={"turned": True} if turned else {})


def _second(a, b, dtype):
    return b if len(a) < panels.FEW and panels.stored(b, dtype) else np.ascontiguousarray(b, dtype)


def local(a, b, start: int, total: int, workers: int = 1, turned: bool = False):
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
    turned : bool, optional
        Whether `b` is laid out transposed, in the shape (n, k).

    Returns
    -------
    ndarray, shape (rows, n)
        This rank's block of the product.

    Notes
    -----
    2*rows*k*n flops.
    """
    b = b.T if turned else b
    cut = grid(total, *b.shape, a.dtype)
    if cut.one(total, b.shape[1]) and not integers.pays(a, b):
        if np.may_share_memory(a, b):  # on root, which would hand its own transpose to another BLAS routine
            b = b.copy("A")
        with blas.serial(a.dtype, a.size * b.shape[1]), conditions.unheard():
            return np.matmul(a, b)
    return panels.product(np.matmul, a, b, cut, workers)


def finish(product, call: Call):
    """Report overflow and invalid values on root as numpy.matmul does, and return the gathered product."""
    if panels.all_finite(product):
        return product
    left, right = call.given
    if grid(*left.shape, right.shape[1], left.dtype).one(*product.shape):
        return alone(left, right)  # what the processor reports of one panel depends on more than the values
    return panels.reported(np.matmul, panels.conditions(left, right, product), product)


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

    Notes
    -----
    2*m*k*n flops. Memory: root needs the result, and copies of operands that are stored in no order that BLAS takes.
    Any other rank needs its share of the rows of `a` and of the result, and all of `b`, in buffers that are kept for
    the next call. Where these go by MPI, the ranks of a host share one `b`, and two pieces of the share are enough
    (each of 16 MB, or of a panel for each thread if that is more), unless it stays for later calls, or the result does:
    see `pieces`. Integers and bools also need copies of what a rank has, in floating point or wider words: at most
    eight bytes an element, and the result twice.
    """
    if panels.ready(a, b) and b.ndim:
        if a.size * b.size < _most(a, b) * len(b):
            return last(np.matmul, (a, b), blas.serial(a.dtype, a.size * b.size))
        if b.ndim == 2 and b.shape[0] == a.shape[1]:
            return _computed(a, b)
    if _integral(a, b) and a.size * b.size < integers.SMALL:
        return last(np.matmul, (a, b))
    call = _call(a, b)
    return last(np.matmul, (a, b)) if call is None else _computed(*call.given)


def _most(a, b):
    """Multiply-adds of these two that may be more than one panel."""
    return matvec.one(a.dtype) if b.ndim == 2 and (len(a) == 1 or b.shape[1] == 1) else ONE


def _integral(a, b):
    """Whether NumPy multiplies both without BLAS, whose bits depend on panels and threads."""
    return type(a) is type(b) is np.ndarray and a.dtype.kind in integers.KINDS and b.dtype.kind in integers.KINDS


def _computed(left, right):
    cut = grid(*left.shape, right.shape[1], left.dtype)
    if right.shape[1] == 1 and panels.by_columns(left):
        cut = panels.Grid(matvec.height(*left.shape, True, left.dtype), 1)
    one = cut.one(len(left), right.shape[1])
    if left.shape[1] == 1 or (one and np.may_share_memory(left, right)):
        # A product with its own transpose goes to another BLAS routine when the two share memory.
        right = right.copy("A")
    if one and not integers.pays(left, right):
        return last(np.matmul, (left, right), blas.serial(left.dtype, left.size * right.shape[1]))
    return panels.settled(np.matmul, left, right, cut, threads.cores())


def _known(m, k, n, dtype):
    """How a product of what is stored by rows is cut: see `dino.kernels.direct.Panels`."""
    cut = grid(m, k, n, dtype)
    return None if cut.one(m, n) else (*cut, m * k * n >= panels.LONG)


direct = panels.direct(np.matmul, 2, (ONE, matvec.ONE), (2 * HALF, TWO), _known, _computed, integers.SMALL)
