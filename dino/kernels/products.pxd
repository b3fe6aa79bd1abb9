ctypedef int (*get_function)() noexcept nogil
ctypedef void (*set_function)(int) noexcept nogil

cdef struct View:
    char *start
    char *end
    int ndim
    Py_ssize_t rows, columns
    Py_ssize_t lead  # elements from one row or column, as it is stored, to the next; 0: not as BLAS takes it
    bint by_rows, dense  # in C order; and without gaps

cdef int look(array, View *view) except -1

cdef class Blas:
    cdef get_function get
    cdef set_function set
    cdef int *number
    cdef get_function shut
    cdef bint wide
    cdef dict functions
    cdef int inside, users
    cdef void enter(self)
    cdef void leave(self)
    cdef void limit(self, int threads)
    cdef int multiply(self, View *a, View *b, View *c, str char, Py_ssize_t height, Py_ssize_t width, int threads,
                      bint alone, bint row) except -1

cdef set named(int conditions)
