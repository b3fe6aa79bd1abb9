ctypedef void (*work_function)(void *argument, long long item) noexcept nogil

cdef void run(work_function work, void *argument, long long items, int threads) noexcept nogil
