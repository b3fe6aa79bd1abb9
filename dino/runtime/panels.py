"""Panels: the grid of rows on which products are computed.

The last bits of a BLAS product depend on where its rows are cut. So the cuts are part of the meaning: they follow
from shape and dtype alone, never from the number of ranks or threads. Blocks are whole panels.
"""

import os

import numpy as np

from dino.runtime import blas, threads

KINDS = "biufc"
"""Kinds of dtype that are distributed: bool, integers, floating point, complex."""


def _override(text: str | None) -> int | None:
    """Read DINO_PANEL_ROWS, with which tests get many panels out of small arrays."""
    if text is None:
        return None
    if not text.isdecimal() or not int(text):
        raise ValueError(f"DINO_PANEL_ROWS={text!r}: expected a number of rows, at least 1; unset it or correct it")
    return int(text)


OVERRIDE = _override(os.environ.get("DINO_PANEL_ROWS"))


def rows(base: int, work: int, enough: int) -> int:
    """Choose the height of a panel.

    Parameters
    ----------
    base : int
        Rows that the BLAS kernel likes; the height is a multiple of it.
    work : int
        Multiply-adds of one row.
    enough : int
        Multiply-adds of a panel that make the cost of calling BLAS small.

    Returns
    -------
    int
        Rows of every panel but the last.
    """
    return OVERRIDE or base * max(1, enough // (base * max(1, work)))


def plain(*arrays) -> bool:
    """Whether all are arrays of NumPy's own with numbers in them, so that nobody else defines what they mean."""
    return all(type(array) in (np.ndarray, np.memmap) and array.dtype.kind in KINDS for array in arrays)


def product(ufunc, left, right, height: int, workers: int):
    """Compute `ufunc(left, right)`, one panel of rows at a time.

    Parameters
    ----------
    ufunc : numpy.matmul or numpy.matvec
        The product.
    left : ndarray, shape (m, k)
        Divided into panels.
    right : ndarray, shape (k, n) or (k,)
        Used whole by every panel; of the same dtype as `left`.
    height : int
        Rows of a panel.
    workers : int
        Threads that may compute panels at once; the bits do not depend on it.

    Returns
    -------
    ndarray, shape (m, n) or (m,)
        The product. Floating-point conditions are not reported: see `conditions`.
    """
    m = len(left)
    result = np.empty((m, *right.shape[1:]), left.dtype)

    def panel(start):
        with np.errstate(all="ignore"):
            ufunc(left[start : start + height], right, out=result[start : start + height])

    alone(lambda: threads.each(panel, range(0, m, height), workers), left.dtype, left.size * right[:1].size)
    return result


def alone(compute, dtype, work: int):
    """Call `compute` with BLAS on one thread, where that can make a difference."""
    if dtype.char not in blas.TYPES or work < blas.SERIAL:
        return compute()
    with blas.single:
        return compute()


def conditions(left, right, result) -> frozenset[str]:
    """Tell from the values which floating-point conditions a product met.

    Processor flags of panels computed on other threads or ranks do not reach root; values do.

    Parameters
    ----------
    left, right : ndarray, shapes (m, k) and (k, n) or (k,)
        The operands.
    result : ndarray, shape (m, n) or (m,)
        Their product.

    Returns
    -------
    frozenset of str
        "over" if finite values gave one that is not; "invalid" if a NaN came from values that are none.
    """
    if result.dtype.kind not in "fc" or np.isfinite(result).all():
        return frozenset()
    right, result = right.reshape(len(right), -1), result.reshape(len(result), -1)
    finite = np.isfinite(left).all(axis=1)[:, None] & np.isfinite(right).all(axis=0)
    unknown = np.isnan(left).any(axis=1)[:, None] | np.isnan(right).any(axis=0)
    found = {"over": ~np.isfinite(result) & finite, "invalid": np.isnan(result) & ~unknown}
    return frozenset(name for name, where in found.items() if where.any())


def report(ufunc, found, dtype) -> None:
    """Warn, raise or stay silent about conditions as `ufunc` itself would under the caller's `numpy.errstate`.

    The smallest product that meets the same conditions is computed: so the words, and who is called, are NumPy's.
    """
    if not found:
        return
    big, inf = np.finfo(dtype).max, np.inf
    left, right = {
        frozenset({"over"}): ([[big]], [[big]]),
        frozenset({"invalid"}): ([[inf]], [[0]]),
        frozenset({"over", "invalid"}): ([[big, 0], [0, inf]], [[big], [0]]),
    }[frozenset(found)]
    left, right = np.array(left, dtype), np.array(right, dtype)
    ufunc(left, right if ufunc is np.matmul else right[:, 0])
