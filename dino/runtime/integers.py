"""Products of integers and of truths: exact in floating point where no sum can leave its range, else by a kernel.

NumPy has no BLAS for them. Every way gives the same numbers, modulo 2**bits where they do not fit, as NumPy has them.
"""

import numpy as np

from dino.kernels import integers
from dino.runtime import blas

KINDS = "biu"

SMALL = 2**15
"""Multiply-adds below which NumPy's own loop is as fast."""

HEIGHT = 64
"""Rows of a panel of the kernel: packed columns serve them all."""

EXACT = {np.dtype("f"): 2**24, np.dtype("d"): 2**53}
"""Integers up to here are exact in floating point."""


def pays(left, right) -> bool:
    """Whether a product of matrices is for `product`, not for NumPy's loop.

    Parameters
    ----------
    left : ndarray, shape (m, k)
        Any numbers.
    right : ndarray, shape (k, n)
        Of the same dtype.
    """
    return left.dtype.kind in KINDS and len(left) >= integers.LEAST_ROWS and left.size * right.shape[-1] >= SMALL


def product(left, right, result, workers: int) -> None:
    """Fill `result` with left @ right, modulo 2**bits.

    Parameters
    ----------
    left : ndarray of integers or bool, shape (m, k)
        C-contiguous, as the other two are; not empty.
    right : ndarray of the same dtype, shape (k, n)
        Not empty.
    result : ndarray of the same dtype, shape (m, n)
        Filled.
    workers : int
        Threads that may compute at once.

    Notes
    -----
    2*m*k*n flops of dgemm, or of sgemm, where no sum can exceed what they hold exactly; copies of all three in
    floating point are then made. Else m*k*n multiply-adds of the integer kernel.
    """
    dtype = _floating(_peak(left) * _peak(right) * left.shape[1])
    if dtype is None:
        _wrapped(left, right, result, workers)
    else:
        result[...] = _exact(left.astype(dtype), right.astype(dtype), workers).astype(
            _between(result.dtype), copy=False
        )


def _peak(array) -> int:
    """Return the largest absolute value."""
    return max(-int(array.min()), int(array.max()))


def _floating(bound: int):
    """Choose the floating-point dtype in which sums up to a bound are exact; None if there is none."""
    return next((dtype for dtype, limit in EXACT.items() if bound < limit), None)


def _between(dtype):
    """Return what floats become before they are of `dtype`: integers of 64 bits, which wrap when they are narrowed."""
    return dtype if dtype.kind == "b" else np.int64


def _exact(left, right, workers):
    library = blas.library()
    if library is None:
        return np.matmul(left, right)
    result = np.empty((len(left), right.shape[1]), left.dtype)
    pieces = max(1, min(4 * workers, len(left) // HEIGHT)) if workers > 1 else 1
    library.product(left, right, result, -(-len(left) // pieces), right.shape[1], workers)
    return result


def _wrapped(left, right, result, workers):
    """Compute modulo 2**32 or 2**64, and let go of higher bits."""
    word = np.dtype(np.uint32 if result.itemsize <= 4 else np.uint64)
    wide = [_words(array, word) for array in (left, right)]
    product = np.empty(result.shape, word) if result.itemsize < word.itemsize else result.view(word)
    integers.product(*wide, product, HEIGHT, workers)
    if product.base is not result:
        result[...] = product.astype(result.dtype)


def _words(array, word):
    """View or convert integers as words without a sign; what is negative is sign-extended first."""
    return array.view(word) if array.itemsize == word.itemsize else array.astype(f"i{word.itemsize}").view(word)
