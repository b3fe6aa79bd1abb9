# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Products of integer matrices with wrap-around; see integers.h.

Measured on one core, int64, 1024 x 1024 x 1024: numpy.matmul 3.3 s. Where no sum can reach 2**53 the product of the
same matrices in float64 is exact and faster still; that is the caller's to know.
"""

from libc.stdint cimport int64_t, uint32_t, uint64_t

from dino.kernels cimport crew

cdef extern from "integers.h":
    enum: INTEGER_ROWS
    ctypedef struct integer_job:
        const void *left
        const void *right
        void *result
        int64_t m, k, n, height
    void integer_panel_32(void *argument, long long item) noexcept nogil
    void integer_panel_64(void *argument, long long item) noexcept nogil

LEAST_ROWS = INTEGER_ROWS

ctypedef fused word:
    uint32_t
    uint64_t


def product(const word[:, ::1] left, const word[:, ::1] right, word[:, ::1] result, Py_ssize_t height, int threads):
    """Fill `result` with left @ right modulo 2**32 or 2**64, without the interpreter's lock.

    Parameters
    ----------
    left : ndarray of uint32 or uint64, shape (m, k)
        At least LEAST_ROWS rows.
    right : ndarray of the same dtype, shape (k, n)
        None of k, n is 0.
    result : ndarray of the same dtype, shape (m, n)
        Filled.
    height : int
        Rows of a panel, which one thread computes.
    threads : int
        How many threads may compute panels at once.

    Notes
    -----
    m*k*n multiply-adds; each thread needs 64 KiB of its stack.
    """
    cdef integer_job job
    job.m, job.k, job.n, job.height = left.shape[0], left.shape[1], right.shape[1], height
    if right.shape[0] != job.k or result.shape[0] != job.m or result.shape[1] != job.n or height < 1:
        raise ValueError("the shapes of the operands, the result and a panel do not fit")
    if job.m < INTEGER_ROWS or job.k < 1 or job.n < 1:
        raise ValueError(f"at least {INTEGER_ROWS} rows, and no empty operand")
    job.left, job.right, job.result = &left[0, 0], &right[0, 0], &result[0, 0]
    with nogil:
        crew.run(integer_panel_32 if word is uint32_t else integer_panel_64, &job, (job.m + height - 1) // height, threads)
