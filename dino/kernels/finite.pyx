# cython: language_level=3
"""Whether all numbers of an array are finite: one pass over it, without memory for the answers of each.

`numpy.isfinite(x).all()` is two passes and a call of a ufunc and of a reduction, which after a pause cost more than a small
product.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBuffer_Release, PyObject_GetBuffer
from libc.stdint cimport uint32_t, uint64_t

cdef extern from "finite.h" nogil:
    int finite_singles(const uint32_t *bits, size_t count)
    int finite_doubles(const uint64_t *bits, size_t count)


def all_finite(array) -> bool:
    """Whether no number is infinite or NaN.

    Parameters
    ----------
    array : ndarray of f4, f8, c8 or c16
        C-contiguous, in native byte order.
    """
    cdef Py_buffer memory
    cdef bint single = array.dtype.char in "fF"
    cdef bint found
    PyObject_GetBuffer(array, &memory, PyBUF_SIMPLE)
    try:
        with nogil:
            if single:
                found = finite_singles(<const uint32_t *>memory.buf, memory.len // 4)
            else:
                found = finite_doubles(<const uint64_t *>memory.buf, memory.len // 8)
    finally:
        PyBuffer_Release(&memory)
    return found
