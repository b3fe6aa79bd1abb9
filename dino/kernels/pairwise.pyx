# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Sums with the bits of numpy.sum, faster: the nodes of NumPy's pairwise tree.

Design
------
1. NumPy sums a contiguous vector of reals by a fixed binary tree [1]_: n values are cut at n//2 rounded down to a
   multiple of 8, until 128 or fewer are left; such a leaf runs through eight accumulators, which are combined in
   a fixed order, and adds its last n % 8 values one by one. A complex vector is a tree over its 2n reals, in which
   the even and the odd accumulators are combined apart. Any code that adds in this order gives these bits.
2. The accumulators are an array of eight with loops of fixed length, which the C compiler turns into vectors held in
   registers. No option that reorders or contracts floating point may be given to it.
3. Measured and left out, for no gain: vectors wider than the baseline's (AVX2, AVX-512), two leaves side by side. In
   the caches additions are the limit, and leaves overlap in the processor; beyond them, memory is. There each leaf asks
   for the next one, as NumPy does: a third slower in the caches, but where others use the memory, too, a tenth faster.
4. Integers wrap around, so their order is free: plain loops, widened to 64 bits. With wider vectors those of 8 and 16
   bits took longer (GCC widens them in more steps), those of 32 and 64 less, but only in the caches: left out.

References
----------
.. [1] numpy/_core/src/umath/loops_utils.h.src, `pairwise_sum`.
"""

from cpython.buffer cimport PyBUF_STRIDED_RO, PyBuffer_IsContiguous, PyBuffer_Release, PyObject_GetBuffer
from libc.math cimport isfinite
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t, uintptr_t

from dino.kernels.dtypes cimport place as place_of

cdef extern from *:
    """
    #define dino_prefetch(place) __builtin_prefetch(place, 0, 3)
    """
    void prefetch "dino_prefetch"(const char *place) noexcept nogil

cdef enum:
    LINE = 64  # bytes
    LEAF_REALS = 128
    FAR = 1 << 24  # bytes of a vector that is in main memory, or shares a cache with what others use
    LONG = 4096  # values whose sum takes a microsecond, in which other threads may have the interpreter

LEAF = LEAF_REALS

ctypedef fused real:
    float
    double

ctypedef fused integer:
    int8_t
    int16_t
    int32_t
    int64_t
    uint8_t
    uint16_t
    uint32_t
    uint64_t


cdef inline void fill(const real* a, real* r) noexcept nogil:
    cdef Py_ssize_t j
    for j in range(8):
        r[j] = a[j]


cdef inline void advance(const real* a, real* r) noexcept nogil:
    cdef Py_ssize_t j
    for j in range(8):
        r[j] += a[j]


cdef inline void close(const real* a, Py_ssize_t n, const real* r, Py_ssize_t lanes, real* s) noexcept nogil:
    """Combine the accumulators of a leaf and add its tail: one sum, or two for complex values."""
    cdef Py_ssize_t i
    if lanes == 1:
        s[0] = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]))
    else:
        s[0] = (r[0] + r[2]) + (r[4] + r[6])
        s[1] = (r[1] + r[3]) + (r[5] + r[7])
    for i in range(n - n % 8, n):
        s[i % lanes] += a[i]


cdef void leaf(const real* a, Py_ssize_t n, Py_ssize_t lanes, real* s) noexcept nogil:
    """Sum n <= LEAF reals."""
    cdef real r[8]
    cdef Py_ssize_t i
    if n < 8:
        s[0] = s[lanes - 1] = 0
        for i in range(n):
            s[i % lanes] += a[i]
        return
    fill(a, r)
    for i in range(8, n - n % 8, 8):
        advance(a + i, r)
    close(a, n, r, lanes, s)


cdef void ask_for(const char* start, Py_ssize_t size) noexcept nogil:
    """Let memory come that is read next; there may be none."""
    cdef Py_ssize_t line
    for line in range(size // LINE):
        prefetch(start + line * LINE)


cdef void summed(const real* a, Py_ssize_t n, Py_ssize_t lanes, real* s) noexcept nogil:
    """Sum n reals by NumPy's tree."""
    node(a, n, lanes, s, n * <Py_ssize_t>sizeof(real) >= FAR)


cdef void node(const real* a, Py_ssize_t n, Py_ssize_t lanes, real* s, bint far) noexcept nogil:
    """Sum a node of the tree; `far` if all of that is in main memory."""
    cdef real t[2]
    cdef Py_ssize_t h
    if n <= LEAF_REALS:
        if far:
            ask_for(<const char *>(a + n), n * <Py_ssize_t>sizeof(real))
        leaf(a, n, lanes, s)
        return
    h = n // 2 - n // 2 % 8
    node(a, h, lanes, s, far)
    node(a + h, n - h, lanes, t, far)
    s[0] += t[0]
    if lanes == 2:
        s[1] += t[1]


def tree(const real[::1] reals, Py_ssize_t lanes, real[::1] out):
    """Sum a vector by NumPy's pairwise tree, without the interpreter's lock.

    Parameters
    ----------
    reals : ndarray of float32 or float64, shape (n,)
        The values; complex ones as pairs of reals.
    lanes : int
        1 for real values, 2 for complex ones.
    out : ndarray of the same dtype, shape (lanes,)
        Takes the sum.

    Notes
    -----
    n additions; reads each value once.
    """
    with nogil:
        summed(&reals[0] if reals.shape[0] else NULL, reals.shape[0], lanes, &out[0])


def wrapping(const integer[::1] values):
    """Sum integers modulo 2**64, without the interpreter's lock.

    Parameters
    ----------
    values : ndarray of integers, shape (n,)
        The values.

    Returns
    -------
    int
        The sum in [0, 2**64).
    """
    cdef uint64_t s = 0
    cdef Py_ssize_t i
    with nogil:
        for i in range(values.shape[0]):
            s += <uint64_t>values[i]
    return s


def truths(const uint8_t[::1] flags):
    """Count the bytes that are not zero, without the interpreter's lock.

    Parameters
    ----------
    flags : ndarray of uint8, shape (n,)
        Booleans, viewed as bytes.

    Returns
    -------
    int
        How many of them NumPy takes for true.
    """
    cdef uint64_t s = 0
    cdef Py_ssize_t i
    with nogil:
        for i in range(flags.shape[0]):
            s += flags[i] != 0
    return s


cdef class Own:
    """Sums that nobody needs to decide about: root makes them itself, in few steps.

    Parameters
    ----------
    array : type
        numpy.ndarray.
    dtypes : tuple of dtype
        float32, float64, complex64 and complex128, in this order.
    other : callable
        numpy.sum.
    small : int
        Numbers of any other dtype that it sums soonest.
    most : int
        Elements for which a second thread may pay.
    short : float
        Flops with which ranks cannot help.

    Attributes
    ----------
    limit : float
        The same, once the ranks are known.
    """

    cdef object array, other
    cdef tuple dtypes, types
    cdef Py_ssize_t small, most
    cdef readonly double short
    cdef public double limit

    def __init__(self, array, tuple dtypes, other, Py_ssize_t small, Py_ssize_t most, double short):
        self.array, self.dtypes, self.other = array, dtypes, other
        self.types = tuple(dtype.type for dtype in dtypes)
        self.small, self.most, self.short, self.limit = small, most, short, short

    def sum(self, x):
        """The sum of an array as numpy.sum has it; None of anything else, or if ranks or threads could help."""
        cdef Py_buffer buffer
        cdef int place
        if type(x) is not self.array:
            return None
        dtype = x.dtype
        place = place_of(self.dtypes, dtype)
        if place < 0:
            return self.other(x) if x.size < self.small and dtype.kind in "biufc" else None
        PyObject_GetBuffer(x, &buffer, PyBUF_STRIDED_RO)
        try:
            value = self.total(place, &buffer)
        finally:
            PyBuffer_Release(&buffer)
        return value if value is not None or x.size >= self.small else self.other(x)

    cdef total(self, int place, Py_buffer *buffer):
        """The sum; None if there are too many elements, gaps between them, or it is not finite."""
        cdef Py_ssize_t count = buffer.len // buffer.itemsize
        cdef Py_ssize_t lanes = 1 if place < 2 else 2
        cdef double sums[2]
        if count >= self.most or count >= self.limit or not count:
            return None
        if not PyBuffer_IsContiguous(buffer, b"A") or <uintptr_t>buffer.buf % (4 if place % 2 == 0 else 8):
            return None
        if count < LONG:
            reals(buffer.buf, place, count, sums)
        else:
            with nogil:
                reals(buffer.buf, place, count, sums)
        if lanes == 1:
            return self.types[place](sums[0]) if isfinite(sums[0]) else None
        return self.types[place](complex(sums[0], sums[1])) if isfinite(sums[0]) and isfinite(sums[1]) else None


cdef void reals(const void *start, int place, Py_ssize_t count, double *sums) noexcept nogil:
    """Sum by the tree what is of one of the four dtypes, beginning with the zero that numpy.sum starts from."""
    cdef float single[2]
    cdef Py_ssize_t lanes = 1 if place < 2 else 2, lane
    if place % 2 == 0:
        summed(<const float *>start, lanes * count, lanes, single)
        for lane in range(lanes):
            sums[lane] = single[lane] + <float>0
    else:
        summed(<const double *>start, lanes * count, lanes, sums)
        for lane in range(lanes):
            sums[lane] += 0
