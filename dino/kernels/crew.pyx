# cython: language_level=3
"""The crew: this process's threads that share the items of one kernel call; see crew.h, which is the whole of it.

Kernels cimport `run`.
"""

cdef extern from "crew.h":
    void crew_run(work_function work, void *argument, long long items, int threads) nogil
    int crew_cores() nogil
    int crew_found() nogil


cdef void run(work_function work, void *argument, long long items, int threads) noexcept nogil:
    """Call work(argument, item) for every item, on at most `threads` threads, and return when all are done."""
    crew_run(work, argument, items, threads)


def cores():
    """Return how many cores this thread may run on, faster than by a set of them; 0 if that is not known."""
    return crew_cores()


if crew_found():
    raise MemoryError("no memory to watch for forks")
