# cython: language_level=3
"""Sorted numbers in canonical form: the same bytes, whatever sorted them.

NumPy's functions for that, and a call of each, take longer than a short vector takes to sort.
"""

from cpython.buffer cimport PyBUF_C_CONTIGUOUS, PyBUF_STRIDED_RO, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from libc.math cimport log2
from libc.stddef cimport ptrdiff_t

from dino.kernels.dtypes cimport place as place_of

cdef extern from "canonical.h" nogil:
    void canonical_singles(float *values, const char *unsorted, ptrdiff_t stride, size_t count)
    void canonical_doubles(double *values, const char *unsorted, ptrdiff_t stride, size_t count)
    void canonical_single_pairs(float *pairs, size_t count)
    void canonical_double_pairs(double *pairs, size_t count)

cdef enum:
    REALS = 2


def settle(values, unsorted):
    """Put negative zeros before positive ones, and make every NaN the default one, in place.

    Parameters
    ----------
    values : ndarray of f4 or f8, shape (n,)
        Sorted, NaN last; contiguous, in native byte order.
    unsorted : ndarray of the same dtype, shape (n,)
        The same values as they were.

    Notes
    -----
    O(log n), and one pass over `unsorted` if there are zeros.
    """
    cdef Py_buffer mine, before
    cdef bint single = values.dtype.char == "f"
    if values.dtype != unsorted.dtype or values.dtype.char not in "fd" or not values.dtype.isnative:
        raise TypeError(f"sorted and unsorted f4 or f8, not {values.dtype} and {unsorted.dtype}")
    PyObject_GetBuffer(values, &mine, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    try:
        PyObject_GetBuffer(unsorted, &before, PyBUF_STRIDED_RO)
        try:
            if mine.ndim != 1 or before.ndim != 1 or mine.len != before.len:
                raise ValueError(f"sorted are {values.shape} values, unsorted {unsorted.shape}")
            with nogil:
                settled(&mine, &before, single)
        finally:
            PyBuffer_Release(&before)
    finally:
        PyBuffer_Release(&mine)


cdef void settled(Py_buffer *values, Py_buffer *unsorted, bint single) noexcept nogil:
    if single:
        canonical_singles(<float *>values.buf, <const char *>unsorted.buf, unsorted.strides[0], values.len // 4)
    else:
        canonical_doubles(<double *>values.buf, <const char *>unsorted.buf, unsorted.strides[0], values.len // 8)


def settle_complex(values):
    """The same for complex numbers, by the sign of the real part, then of the imaginary part; any NaN is the default one.

    Parameters
    ----------
    values : ndarray of c8 or c16, shape (n,)
        Sorted; contiguous, in native byte order.
    """
    cdef Py_buffer mine
    cdef bint single = values.dtype.char == "F"
    if values.dtype.char not in "FD" or not values.dtype.isnative:
        raise TypeError(f"sorted c8 or c16, not {values.dtype}")
    PyObject_GetBuffer(values, &mine, PyBUF_C_CONTIGUOUS | PyBUF_WRITABLE)
    try:
        with nogil:
            if single:
                canonical_single_pairs(<float *>mine.buf, mine.len // 8)
            else:
                canonical_double_pairs(<double *>mine.buf, mine.len // 16)
    finally:
        PyBuffer_Release(&mine)


cdef class Own:
    """Vectors that nobody needs to decide about: root sorts them itself, in few steps.

    Parameters
    ----------
    array : type
        numpy.ndarray.
    dtypes : tuple of dtype
        Whose vectors are sorted here: the `REALS` that `settle` takes, then integers.
    most : int
        Elements for which a second thread may pay.
    short : float
        Flops, n*log2(n), with which ranks cannot help.

    Attributes
    ----------
    limit : float
        The same, once the ranks are known.
    """

    cdef object array
    cdef tuple dtypes
    cdef Py_ssize_t most
    cdef readonly double short
    cdef public double limit

    def __init__(self, array, tuple dtypes, Py_ssize_t most, double short):
        self.array, self.dtypes, self.most, self.short, self.limit = array, dtypes, most, short, short

    def sorted(self, x):
        """A sorted copy of a vector, in canonical form; None of anything else, or if ranks could help."""
        cdef int place
        cdef Py_ssize_t count
        if type(x) is not self.array:
            return None
        place = place_of(self.dtypes, x.dtype)
        if place < 0:
            return None
        count = x.size
        if count >= self.most or (count > 1 and count * log2(count) >= self.limit) or x.ndim != 1:
            return None
        values = x.copy()
        values.sort()
        if place < REALS:
            settle(values, x)
        return values
