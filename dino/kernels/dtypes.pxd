# cython: language_level=3
"""Which of some dtypes an array has, for what goes the direct way."""


cdef inline Py_ssize_t place(tuple dtypes, dtype):
    """Where a dtype stands among others; -1 if it is none of them.

    NumPy has one object for each dtype in native byte order, so they are told apart by identity: comparing takes longer
    than a small product.
    """
    cdef Py_ssize_t place = 0
    for known in dtypes:
        if dtype is known:
            return place
        place += 1
    return -1
