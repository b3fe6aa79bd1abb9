# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Merging two sorted runs on several threads; see merge.h."""

from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from dino.kernels cimport crew

cdef extern from "merge.h":
    ctypedef struct merge_job:
        const void *a
        const void *b
        void *out
        int64_t na, nb, segment
    void merge_i8(void *argument, long long item) noexcept nogil
    void merge_i16(void *argument, long long item) noexcept nogil
    void merge_i32(void *argument, long long item) noexcept nogil
    void merge_i64(void *argument, long long item) noexcept nogil
    void merge_u8(void *argument, long long item) noexcept nogil
    void merge_u16(void *argument, long long item) noexcept nogil
    void merge_u32(void *argument, long long item) noexcept nogil
    void merge_u64(void *argument, long long item) noexcept nogil
    void merge_f32(void *argument, long long item) noexcept nogil
    void merge_f64(void *argument, long long item) noexcept nogil

ctypedef fused number:
    int8_t
    int16_t
    int32_t
    int64_t
    uint8_t
    uint16_t
    uint32_t
    uint64_t
    float
    double


cdef crew.work_function segment_of(number example) noexcept:
    if number is int8_t:
        return merge_i8
    elif number is int16_t:
        return merge_i16
    elif number is int32_t:
        return merge_i32
    elif number is int64_t:
        return merge_i64
    elif number is uint8_t:
        return merge_u8
    elif number is uint16_t:
        return merge_u16
    elif number is uint32_t:
        return merge_u32
    elif number is uint64_t:
        return merge_u64
    elif number is float:
        return merge_f32
    else:
        return merge_f64


def runs(const number[::1] a, const number[::1] b, number[::1] out, Py_ssize_t segment, int threads):
    """Merge two sorted runs, without the interpreter's lock; of equals those of `a` come first.

    Parameters
    ----------
    a, b : ndarray of integers, float32 or float64, shapes (m,) and (n,)
        Sorted; no NaN.
    out : ndarray of the same dtype, shape (m + n,)
        Filled; shares no memory with the other two.
    segment : int
        Elements of the result that one thread makes at a time.
    threads : int
        How many threads may work at once.

    Notes
    -----
    m + n comparisons, about 1 ns each.
    """
    cdef merge_job job
    cdef crew.work_function work = segment_of(<number>0)
    cdef long long segments
    job.na, job.nb, job.segment = a.shape[0], b.shape[0], segment
    if out.shape[0] != job.na + job.nb or segment < 1:
        raise ValueError(f"{job.na} and {job.nb} elements do not make {out.shape[0]} in segments of {segment}")
    if not out.shape[0]:
        return
    job.a = &a[0] if job.na else NULL
    job.b = &b[0] if job.nb else NULL
    job.out = &out[0]
    segments = (job.na + job.nb + segment - 1) // segment
    with nogil:
        crew.run(work, &job, segments, threads)
