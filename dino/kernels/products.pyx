# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""Products on a grid of panels, computed by NumPy's own BLAS on several threads.

Design
------
1. The last bits of a BLAS product depend on the number of threads and on where it is cut. So every panel of a fixed
   grid is one call of CBLAS on one thread, and the crew's threads share the panels. The caller's grid decides the
   bits, the number of threads does not.
2. The calls are those that `numpy.matmul` and `numpy.matvec` would make for a panel, by address: neither the
   interpreter's lock nor a ufunc's start is paid for each panel.
3. BLAS's own threads are told to stay out once per product, through two more addresses; a count of who is inside,
   brings the user's setting back when the last has left.
"""

from cpython.buffer cimport PyBUF_STRIDED_RO, PyBuffer_IsContiguous, PyBuffer_Release, PyObject_GetBuffer
from libc.limits cimport INT_MAX
from libc.stdint cimport int64_t, uintptr_t

from dino.kernels cimport crew

cdef extern from "Python.h":
    ctypedef struct PyInterpreterState
    ctypedef struct PyThreadState
    PyInterpreterState *PyInterpreterState_Get()
    PyThreadState *PyInterpreterState_ThreadHead(PyInterpreterState *)
    PyThreadState *PyThreadState_Next(PyThreadState *)

cdef extern from "<fenv.h>":
    int FE_DIVBYZERO, FE_INVALID, FE_OVERFLOW, FE_UNDERFLOW

cdef extern from "products.h":
    ctypedef struct product_job:
        void *function
        int wide
        char type
        int columns, turned
        int64_t m, n, k, height, width, down, left_lead, right_lead
        const char *left
        const char *right
        char *result
        int conditions
    void product_panel(void *argument, long long item) noexcept nogil

cdef int look(array, View *view) except -1:
    """Look at the memory of an array that the caller keeps alive."""
    cdef Py_buffer buffer
    PyObject_GetBuffer(array, &buffer, PyBUF_STRIDED_RO)
    view.start, view.ndim = <char *>buffer.buf, buffer.ndim
    view.rows = buffer.shape[0] if buffer.ndim else 1
    view.columns = buffer.shape[1] if buffer.ndim > 1 else 1
    view.by_rows = view.dense = PyBuffer_IsContiguous(&buffer, b"C")
    view.lead = view.columns if view.dense else 0
    if not view.dense and buffer.ndim == 2:
        lay(&buffer, view)
    view.end = view.start + view.lead * (view.rows if view.by_rows else view.columns) * buffer.itemsize
    PyBuffer_Release(&buffer)
    return 0


cdef void lay(Py_buffer *buffer, View *view) noexcept:
    """Find how a matrix is stored that is not so by rows without gaps, if it is in a way that BLAS takes."""
    if PyBuffer_IsContiguous(buffer, b"F"):
        view.dense, view.lead = True, view.rows
    elif view.rows > 1 and view.columns > 1:  # else it is a vector with gaps
        view.by_rows = buffer.strides[1] == buffer.itemsize
        if view.by_rows:
            view.lead = leading(buffer.strides[0], view.columns, buffer.itemsize)
        elif buffer.strides[0] == buffer.itemsize:
            view.lead = leading(buffer.strides[1], view.rows, buffer.itemsize)


cdef Py_ssize_t leading(Py_ssize_t stride, Py_ssize_t length, Py_ssize_t size) noexcept:
    """As NumPy decides whether to give BLAS a matrix as it is stored."""
    return stride // size if stride % size == 0 and length <= stride // size <= INT_MAX else 0


def takes(array):
    """Whether BLAS takes a matrix as it is stored: by rows or by columns, with gaps between them or without."""
    cdef View view
    look(array, &view)
    return view.ndim == 2 and view.lead > 0


cdef bint fit(View *a, View *b, View *c):
    """Whether c can be the product of a and b: none is empty, and the matrices' vectors have the right lengths."""
    if a.ndim != 2 or not 0 < b.ndim < 3 or c.ndim != b.ndim or not a.rows or not b.rows or not b.columns:
        return False
    return a.columns == b.rows and c.rows == a.rows and c.columns == b.columns


NAMES = {FE_DIVBYZERO: "divide", FE_OVERFLOW: "over", FE_UNDERFLOW: "under", FE_INVALID: "invalid"}


cdef set named(int conditions):
    """NumPy's names of what the processor has reported."""
    return {name for flag, name in NAMES.items() if conditions & flag}


cdef class Blas:
    """A BLAS library whose own threads are POSIX threads with one setting for the process.

    Parameters
    ----------
    get, set : int
        Addresses of what tells and takes the number of threads.
    number : int
        Address of the number itself; 0 if it is not to be found.
    shut : int
        Address of what ends its threads, which come back when it needs them; 0 if it has no such function.
    wide : bool
        Whether its integers have 64 bits.
    functions : dict of str to int
        Addresses of cblas_?gemm and cblas_?gemv, by NumPy's type code and "m" or "v".
    """

    def __init__(self, uintptr_t get, uintptr_t set, uintptr_t number, uintptr_t shut, bint wide, dict functions):
        self.get = <get_function>get
        self.set = <set_function>set
        self.number = <int *>number
        if number and self.number[0] != self.get():
            self.number = NULL  # it means something else here
        self.shut = <get_function>shut
        self.wide = wide
        self.functions = functions

    def __enter__(self):
        """Keep BLAS on one thread; several threads may be in at once, under the interpreter's lock."""
        self.enter()

    cdef void enter(self):
        if self.inside == 0:
            self.users = self.get()
            if self.users != 1:
                self.limit(1)
        self.inside += 1

    cdef void limit(self, int threads):
        """Set the number of threads to one that it had before, or to 1.

        OpenBLAS's own function starts the threads that `hush` has ended, and they spin for a tenth of a second; without it
        they start when they have something to do.
        """
        if self.number is not NULL:
            self.number[0] = threads
        else:
            self.set(threads)

    def __exit__(self, *exception):
        self.leave()

    cdef void leave(self):
        self.inside -= 1
        if self.inside == 0 and self.users != 1:
            self.limit(self.users)

    def forget(self):
        """In a forked child the threads that were inside are gone."""
        if self.inside and self.users != 1:
            self.limit(self.users)
        self.inside = 0

    def hush(self):
        """End its threads before long work on the same cores, unless another thread of Python's may be using them.

        A thread of OpenBLAS's spins for a tenth of a second after its last call and takes half of a core from us,
        or nearly all of it from a rank that runs at a lower priority. To start threads again costs BLAS some 50
        microseconds.
        """
        cdef PyThreadState *head = PyInterpreterState_ThreadHead(PyInterpreterState_Get())
        if self.shut is not NULL and PyThreadState_Next(head) is NULL:
            self.shut()

    def product(self, left, right, result, Py_ssize_t height, Py_ssize_t width, int threads, bint alone=False,
                bint row=False):
        """Fill `result` with left @ right, without the interpreter's lock.

        Parameters
        ----------
        left : ndarray of f4, f8, c8 or c16, shape (m, k)
            Stored by rows or by columns; gaps may follow each.
        right : ndarray of the same dtype, shape (k, n) or (k,)
            The same.
        result : ndarray of the same dtype, shape (m, n) or (m,)
            C-contiguous; none of m, k, n is 0.
        height, width : int
            Of a panel of the result.
        threads : int
            How many threads may compute panels at once.
        alone : bool, optional
            Whether to `hush` first: for work of some milliseconds.
        row : bool, optional
            Whether one row on the left is all of a product, not a panel of one: a vector then.

        Returns
        -------
        set of str
            Floating-point conditions that the processor reported, by NumPy's names.
        """
        cdef View a, b, c
        if not (left.dtype == right.dtype == result.dtype):
            raise TypeError(f"operands and result of one dtype, not {left.dtype}, {right.dtype}, {result.dtype}")
        look(left, &a)
        look(right, &b)
        look(result, &c)
        if not fit(&a, &b, &c) or height < 1 or width < 1:
            raise ValueError("the shapes of the operands, the result and a panel do not fit")
        if not (a.lead and b.lead and c.by_rows and c.dense):
            raise ValueError("operands must be stored as BLAS takes them, and the result by rows")
        return named(self.multiply(&a, &b, &c, left.dtype.char, height, width, threads, alone, row))

    cdef int multiply(self, View *a, View *b, View *c, str char, Py_ssize_t height, Py_ssize_t width, int threads,
                      bint alone, bint row) except -1:
        """The same of what has been looked at, and fits; return the conditions."""
        cdef product_job job
        cdef long long panels
        job.columns, job.turned, job.m, job.k = not a.by_rows, not b.by_rows, a.rows, a.columns
        job.n = b.columns if b.columns > 1 else 0  # one column is a vector
        job.width = width if job.n else 1
        job.wide, job.type = self.wide, ord(char)
        job.height, job.down = height, (job.m + height - 1) // height
        job.left, job.right, job.result = a.start, b.start, c.start
        job.left_lead, job.right_lead = a.lead, b.lead
        if row and job.m == 1 and job.n:  # the right matrix, transposed, times a vector
            job.columns, job.m, job.n = b.by_rows, b.columns, 0
            job.left, job.right, job.left_lead = b.start, a.start, b.lead
            job.height, job.down = width, (job.m + width - 1) // width
        job.function = <void *><uintptr_t>self.functions[char + ("m" if job.n else "v")]
        job.conditions = 0
        panels = job.down * ((job.n + job.width - 1) // job.width if job.n else 1)
        self.enter()
        try:
            if alone:
                self.hush()
            with nogil:
                crew.run(product_panel, &job, panels, threads)
        finally:
            self.leave()
        return job.conditions
