"""Panels: the grid on which products are computed.

The last bits of a BLAS product depend on where it is cut, and on the memory order of its operands. So both follow from
the call's shapes, dtypes and orders alone, never from the number of ranks or threads. Blocks are whole rows of panels.
"""

import os
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided

from dino.kernels import finite as kernel
from dino.kernels.direct import Own, Panels
from dino.kernels.products import takes
from dino.runtime import blas, integers, threads
from dino.runtime.boundary import last

KINDS = "biufc"
"""Kinds of dtype that are distributed: bool, integers, floating point, complex."""

LOOPED = "li?eqbBhHILQ"
"""Codes of dtypes that NumPy multiplies in a loop of its own, each element by itself."""

RUNS = 2
"""Runs of panels that each thread gets, so that one that is held up leaves work to the others."""

LONG = 2**26
"""Multiply-adds, a millisecond or more, that make it worth while to clear the cores of BLAS's own threads."""

SHORT = 2**20
"""Multiply-adds that take one thread 50 to 200 microseconds, in which no collective ends."""

_NAMES = {"divide by zero": "divide", "overflow": "over", "underflow": "under", "invalid value": "invalid"}
"""What `numpy.errstate` calls that of which a function is told in these words."""

FEW = 1024
"""Columns of a second matrix, or rows of a first: with fewer, to copy the other one, if it is not stored by rows
without gaps, takes a twentieth and more of the time of the product, so root computes it from where it is."""


class Grid(NamedTuple):
    """How a product is cut: rows and columns of every panel but the last ones; and whether it has one `row` in all."""

    height: int
    width: int
    row: bool = False

    def one(self, m: int, n: int = 1) -> bool:
        """Whether a product of m rows and n columns is one panel."""
        return m <= self.height and n <= self.width


def override(text: str | None) -> int | None:
    """Read DINO_PANEL_ROWS, with which tests get many panels out of small arrays; all ranks must agree on it."""
    if text is None:
        return None
    if not text.isdecimal() or not int(text):
        raise ValueError(f"DINO_PANEL_ROWS={text!r}: expected a number of rows, at least 1; unset it or correct it")
    return int(text)


OVERRIDE = override(os.environ.get("DINO_PANEL_ROWS"))


def plain(*arrays) -> bool:
    """Whether all are NumPy's own arrays with numbers in them, so that nobody else defines what they mean."""
    return all(type(array) in (np.ndarray, np.memmap) and array.dtype.kind in KINDS for array in arrays)


def ready(left, right) -> bool:
    """Whether NumPy's own call on these is that of a panel: of one type, in the order that BLAS gets."""
    return (
        type(left) is type(right) is np.ndarray
        and left.dtype is right.dtype
        and left.dtype.char in blas.TYPES
        and left.dtype.isnative
        and left.ndim == 2
        and left.flags.c_contiguous
        and right.flags.c_contiguous
        # An outer product of a vector with itself goes to another BLAS routine when the two share memory.
        and (left.shape[1] > 1 or (left.base is right.base is None and left is not right))
        and not OVERRIDE
    )


def stored(matrix, dtype) -> bool:
    """Whether BLAS takes a matrix as it is stored, in its own dtype, but in another way than by rows without gaps."""
    flags = matrix.flags
    if matrix.dtype != dtype or dtype.char not in blas.TYPES or flags.c_contiguous or not flags.aligned:
        return False
    return takes(matrix)


def by_columns(matrix) -> bool:
    """Whether a matrix that BLAS takes is stored by columns."""
    return not matrix.flags.c_contiguous and matrix.strides[0] < matrix.strides[1]


def direct(ufunc, axes: int, one: tuple[int, int], low: tuple[int, int], cut, large, looped: int):
    """Return a direct way to BLAS for products that no rank can help with.

    Parameters
    ----------
    ufunc : numpy.matmul or numpy.matvec
        The product.
    axes : int
        Of its second operand.
    one : tuple of int
        Multiply-adds of a product that may be more than one panel: of two matrices, of a matrix and a vector.
    low : tuple of int
        Rows with less than which a product of two matrices is one panel for longer, and for how many multiply-adds.
    cut : callable
        How such a product is cut: see `dino.kernels.direct.Panels`.
    large : callable
        Computes one that is not cut, of two C-contiguous arrays of one dtype of BLAS's.
    looped : int
        Multiply-adds of `LOOPED` numbers that are NumPy's.

    Returns
    -------
    callable or None
        Returns the product, or None if that must be made in another way. None where BLAS cannot be called by address.
        How much no rank can help with is the attribute `limit` of its `__self__`, in flops.
    """
    library = None if OVERRIDE else blas.library()
    if library is None:
        return None
    dtypes = tuple(map(np.dtype, blas.TYPES))
    exact = tuple(map(np.dtype, LOOPED))
    cuts = Panels(library, cut, threads.cores, np.empty, partial(noted, ufunc))
    about = dtypes, axes, library, one, low, blas.SMALL, cuts, large, exact, looped, FEW, 2 * SHORT
    own = Own(ufunc, np.ndarray, *about)
    return own.product


def product(ufunc, left, right, grid: Grid, workers: int = 1, notes: set | None = None):
    """Compute `ufunc(left, right)`, one panel at a time.

    Parameters
    ----------
    ufunc : numpy.matmul or numpy.matvec
        The product.
    left : ndarray, shape (m, k)
        Cut into panels; stored as BLAS takes it.
    right : ndarray, shape (k, n) or (k,)
        The same, and of the same dtype.
    grid : Grid
        The panels.
    workers : int, optional
        Threads that may compute panels at once; the bits do not depend on it.
    notes : set, optional
        Takes the floating-point conditions that the processor reported, by the names of `numpy.errstate`.

    Returns
    -------
    ndarray, shape (m, n) or (m,)
        The product. No condition is warned of or raised: see `conditions` and `reported`.
    """
    result = np.empty((len(left), *right.shape[1:]), left.dtype)
    library = blas.library() if left.dtype.char in blas.TYPES else None
    if library is not None and result.size and right.size:
        long = left.size * result.size >= LONG * len(left)
        found = library.product(left, right, result, grid.height, grid.width, workers, long, grid.row)
    elif ufunc is np.matmul and integers.pays(left, right):
        integers.product(left, right, result, workers)
        found = set()
    else:
        found = _by_numpy(ufunc, left, right, result, grid.height, workers)
    if notes is not None:
        notes |= found
    return result


def _by_numpy(ufunc, left, right, result, height, workers) -> set[str]:
    """Fill `result` where BLAS cannot be called by address, or has no product of this dtype."""
    notes = set()

    def compute(run):
        blas.limit_helper()
        with np.errstate(all="call", call=lambda words, _: notes.add(_NAMES[words])):
            _compute(ufunc, left[run], right, result[run], height)

    with blas.serial(left.dtype, result.size * left.shape[1]):
        threads.each(compute, runs(len(left), height, workers), workers)
    return notes


def settled(ufunc, left, right, grid: Grid, workers: int):
    """Compute a product on this process alone, and warn or raise as `ufunc` does; parameters as for `product`."""
    notes = set()
    result = product(ufunc, left, right, grid, workers, notes)
    return noted(ufunc, left, right, result, notes) if notes else result


def noted(ufunc, left, right, result, notes: set):
    """Return a product, and warn or raise as `ufunc` does where the processor has reported `notes`."""
    found = conditions(left, right, result) if notes & {"over", "invalid"} else frozenset()
    return reported(ufunc, found | {"under"} if "under" in notes else found, result)


def runs(m: int, height: int, workers: int) -> list[slice]:
    """Divide m rows, in whole panels, among threads."""
    count = -(-m // height)
    pieces = min(count, workers * RUNS if workers > 1 else 1)
    edges = [min(m, index * count // pieces * height) for index in range(pieces + 1)] if pieces else []
    return [slice(start, stop) for start, stop in zip(edges, edges[1:])]


def _compute(ufunc, left, right, result, height):
    """Fill `result`: all full panels by one call, which NumPy does panel by panel, then the rest.

    One call for many panels, because NumPy keeps the interpreter's lock while it computes up to 500 values.
    """
    full = len(left) - len(left) % height
    if full:
        ufunc(_stack(left[:full], height), right, out=_stack(result[:full], height))
    if full < len(left):
        ufunc(left[full:], right, out=result[full:])


def _stack(array, height):
    """View rows as a stack of panels, in whatever order the array is stored."""
    shape, strides = array.shape, array.strides
    return as_strided(array, (shape[0] // height, height, *shape[1:]), (height * strides[0], *strides))


def conditions(left, right, result) -> frozenset[str]:
    """Tell from the values which floating-point conditions a product met.

    What the processor reports on other ranks does not reach root, and depends on the BLAS kernel; values do not.

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

    Notes
    -----
    Reads the result once; the operands, too, only if a result is not finite.
    """
    if all_finite(result):
        return frozenset()
    right, result = right.reshape(len(right), -1), result.reshape(len(result), -1)
    finite = np.isfinite(left).all(axis=1)[:, None] & np.isfinite(right).all(axis=0)
    unknown = np.isnan(left).any(axis=1)[:, None] | np.isnan(right).any(axis=0)
    found = {"over": ~np.isfinite(result) & finite, "invalid": np.isnan(result) & ~unknown}
    return frozenset(name for name, where in found.items() if where.any())


def all_finite(result) -> bool:
    """Whether no element of a C-contiguous array of numbers is infinite or NaN."""
    if result.dtype.char in blas.TYPES and result.dtype.isnative:
        return kernel.all_finite(result)
    return result.dtype.kind not in "fc" or bool(np.isfinite(result).all())


def reported(ufunc, found, result):
    """Return a product when conditions are warned of or raised as `ufunc` does under the caller's `numpy.errstate`.

    The smallest products that meet the same conditions are computed, so that the words are NumPy's, and the line is
    the user's.

    Parameters
    ----------
    ufunc : numpy.matmul or numpy.matvec
        Who is to complain.
    found : set of str
        Any of "over", "under", "invalid".
    result : ndarray
        The product.
    """
    if not found:
        return result
    limits = np.finfo(result.dtype)
    factors = {"over": (limits.max, limits.max), "under": (limits.tiny, limits.tiny), "invalid": (np.inf, 0)}
    diagonal, column = zip(*(factors[name] for name in sorted(found)))
    # Stacked, not as one matrix, where infinity times the zeros of a diagonal would be invalid.
    left, right = (np.array(values, result.dtype).reshape(-1, 1, 1) for values in (diagonal, column))
    return last(ufunc, (left, right if ufunc is np.matmul else right[:, 0]), value=result)
