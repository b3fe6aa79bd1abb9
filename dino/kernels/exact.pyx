# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Exact sums, without any rounding: a superaccumulator (Neal, arXiv 1505.05571); see exact.h.

Measured on one core: 1.1 to 2 ns for a value, by how many exponents they have; math.fsum 19 ns (of a list).
Measured and left out, for no gain: one set of bins, four, eight; bins of one word that are emptied every 2047 values.
"""

from libc.stdint cimport int64_t

cdef extern from "exact.h":
    enum: EXACT_DIGITS, EXACT_LENGTH
    int exact_add_floats(const float *values, int64_t count, int64_t stride, int64_t *digits) noexcept nogil
    int exact_add_doubles(const double *values, int64_t count, int64_t stride, int64_t *digits) noexcept nogil

DIGITS = EXACT_DIGITS
LENGTH = EXACT_LENGTH

ctypedef fused real:
    float
    double


def add(const real[::1] reals, int64_t[:, ::1] digits):
    """Add values to exact sums, without the interpreter's lock.

    Parameters
    ----------
    reals : ndarray of float32 or float64, shape (n,)
        The values; complex ones as pairs of reals.
    digits : ndarray of int64, shape (lanes, LENGTH)
        For each lane (1: real, 2: real and imaginary parts) the sum, in units of 2**-1074: digit i, which may be
        negative or of more than 32 bits, counts 2**(32*i). Added to. The last entry becomes 1 if a value was not
        finite; the digits then tell of the finite ones.

    Notes
    -----
    Reads each value once; needs 128 KiB for the time. Digits of 2**20 calls and more can be added up.
    """
    cdef int64_t lanes = digits.shape[0], lane
    cdef int failed = 0
    if digits.shape[1] != EXACT_LENGTH or lanes < 1 or reals.shape[0] % lanes:
        raise ValueError(f"{lanes} lanes of {digits.shape[1]} digits do not fit {reals.shape[0]} values")
    if not reals.shape[0]:
        return
    with nogil:
        for lane in range(lanes):
            if real is float:
                failed |= exact_add_floats(&reals[0] + lane, reals.shape[0] // lanes, lanes, &digits[lane, 0])
            else:
                failed |= exact_add_doubles(&reals[0] + lane, reals.shape[0] // lanes, lanes, &digits[lane, 0])
    if failed:
        raise MemoryError("no 128 KiB for an exact sum")
