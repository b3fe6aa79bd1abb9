# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The direct way of products: from the user's arrays to NumPy's own function, or to BLAS, without a frame of Python's."""

from dino.kernels.dtypes cimport place as place_of
from dino.kernels.products cimport Blas, View, look, named

cdef enum:
    REALS = 2
    COMPLEX = 4  # multiplications for one of such numbers


cdef bint disjoint(View *left, View *right) noexcept:
    """Whether two arrays share no memory."""
    return left.end <= right.start or right.end <= left.start


cdef struct Cut:
    Py_ssize_t m, k, n, height, width  # height 0: one panel
    bint row, alone


cdef class Panels:
    """Products of several panels; how one is cut is asked in Python, for the first of a row of such products.

    Parameters
    ----------
    blas : Blas
        What computes them.
    cut : callable
        Of m, k, n and the dtype's code: returns height and width of a panel, whether the product has one row in all, and
        whether it takes milliseconds; see `Blas.product`. None if it is one panel.
    threads : callable
        Returns how many threads may compute.
    empty : callable
        numpy.empty.
    noted : callable
        Of both operands, the product, and the conditions that the processor has reported: returns the product.
    """

    cdef Blas blas
    cdef object cut, threads, empty, noted, dtype
    cdef Cut last

    def __init__(self, Blas blas, cut, threads, empty, noted):
        self.blas, self.cut, self.threads, self.empty, self.noted = blas, cut, threads, empty, noted

    cdef product(self, left, right, dtype, View *a, View *b):
        """The product of two arrays in C order, of one dtype of BLAS's; None if it is one panel."""
        cdef View c
        cdef tuple shape = (a.rows, b.columns)
        cdef str char = dtype.char
        cdef Cut cut = self.known(a.rows, a.columns, b.columns, dtype, char)
        if not cut.height:
            return None
        result = self.empty(shape[:b.ndim], dtype)
        look(result, &c)
        conditions = self.blas.multiply(a, b, &c, char, cut.height, cut.width, self.threads(), cut.alone, cut.row)
        return self.noted(left, right, result, named(conditions)) if conditions else result

    cdef Cut known(self, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n, dtype, char) except *:
        """How a product is cut; by value, as another thread may ask for another meanwhile."""
        cdef Cut cut = self.last
        if self.dtype is not dtype or m != cut.m or k != cut.k or n != cut.n:
            cut.m, cut.k, cut.n, cut.height = m, k, n, 0
            found = self.cut(m, k, n, char)
            if found is not None:
                cut.height, cut.width, cut.row, cut.alone = found
            self.last, self.dtype = cut, dtype
        return cut


cdef class Own:
    """Products that nobody needs to decide about: root makes them itself, with few steps on the way to BLAS.

    Parameters
    ----------
    ufunc : numpy.matmul or numpy.matvec
        The product.
    array : type
        numpy.ndarray.
    dtypes : tuple of dtype
        Those that NumPy hands to BLAS: the `REALS`, then complex ones.
    axes : int
        Of the second operand: 2 or 1.
    blas : Blas
        What NumPy calls.
    one : tuple of int
        Multiply-adds of a product that may be more than one panel: of two matrices, and of a matrix and a vector; of
        complex numbers and a vector a quarter of that.
    low : tuple of int
        Rows with less than which a product of two matrices is one panel for longer, and for how many multiply-adds.
    serial : int
        Multiply-adds for which BLAS might take a second thread, which could change the last bits.
    panels : Panels
        Computes what is more than one panel.
    large : callable
        Computes what might have been more than one panel, by its size, but is not.
    exact : tuple of dtype
        Others, whose products have the same bits wherever they are cut.
    looped : int
        Multiply-adds of these for which NumPy's own loop is no slower than anything else.
    few : int
        Rows or columns of one matrix with which ranks, too, take another one as it is stored, not by rows.
    short : float
        Flops with which ranks cannot help.

    Attributes
    ----------
    limit : float
        The same, once the ranks are known.
    """

    cdef object ufunc, array, large
    cdef Panels panels
    cdef tuple dtypes, exact
    cdef Blas blas
    cdef Py_ssize_t axes, one, vector, rows, low, serial, few, looped
    cdef readonly double short
    cdef double below
    cdef Cut mine
    cdef object claimed_dtype

    def __init__(self, ufunc, array, tuple dtypes, Py_ssize_t axes, Blas blas, tuple one, tuple low,
                 Py_ssize_t serial, Panels panels, large, tuple exact, Py_ssize_t looped, Py_ssize_t few, double short):
        self.ufunc, self.array, self.dtypes, self.axes = ufunc, array, dtypes, axes
        self.blas, self.serial, self.panels, self.large, self.few = blas, serial, panels, large, few
        self.one, self.vector = one
        self.rows, self.low = low
        self.exact, self.looped = exact, looped
        self.short = self.limit = short

    @property
    def limit(self):
        return self.below

    @limit.setter
    def limit(self, double flops):
        self.below, self.claimed_dtype = flops, None

    def claim(self, a, b):
        """Make all products root's that are laid out like this one, until there is another limit or claim.

        Ranks could help with them, but moving takes as long.
        """
        cdef View left, right
        look(a, &left)
        look(b, &right)
        self.mine.m, self.mine.k, self.mine.n = left.rows, left.columns, right.columns
        self.claimed_dtype = a.dtype if a.dtype is b.dtype else None

    cdef bint claimed(self, dtype, Py_ssize_t m, Py_ssize_t k, Py_ssize_t n):
        return dtype is self.claimed_dtype and m == self.mine.m and k == self.mine.k and n == self.mine.n

    def product(self, a, b):
        """The product of two arrays of one dtype, of BLAS's if stored as it takes them; else, or if ranks could help, None.

        Small matrices may be stored by columns, and with gaps.

        Notes
        -----
        An outer product is another one: of a vector with itself BLAS makes it in another way if the two share memory.
        """
        cdef View left, right
        cdef Py_ssize_t work, place
        cdef bint plain
        if type(a) is not self.array or type(b) is not self.array:
            return None
        dtype = a.dtype
        if dtype is not b.dtype:
            return None
        place = place_of(self.dtypes, dtype)
        if place < 0 and dtype not in self.exact:
            return None
        look(a, &left)
        look(b, &right)
        if left.ndim != 2 or right.ndim != self.axes or left.columns != right.rows:
            return None
        work = left.rows * left.columns * right.columns
        if 2 * work >= self.below and not self.claimed(dtype, left.rows, left.columns, right.columns):
            return None
        if place < 0:
            return self.ufunc(a, b) if work < self.looped else None
        if not left.lead or not right.lead:
            return None
        plain = left.dense and left.by_rows and right.dense and right.by_rows
        if left.columns < 2 and not (plain and disjoint(&left, &right)):
            return None
        if work >= self.most(place, left.rows, right.columns):
            return self.cut(a, b, dtype, &left, &right) if plain else None
        if self.axes == 2 and not plain and not self.apart(&left, &right):
            return None
        if work < self.serial:
            return self.ufunc(a, b)
        with self.blas:
            return self.ufunc(a, b)

    cdef cut(self, a, b, dtype, View *left, View *right):
        product = self.panels.product(a, b, dtype, left, right)
        return self.large(a, b) if product is None else product

    cdef bint apart(self, View *left, View *right):
        """Whether two matrices are multiplied as they are stored by whoever multiplies them, and share no memory.

        A product with its own transpose is another one for BLAS.
        """
        if left.rows < 2 or right.columns < 2 or not disjoint(left, right):
            return False
        return (left.dense and left.by_rows or right.columns < self.few) and (right.dense or left.rows < self.few)

    cdef Py_ssize_t most(self, Py_ssize_t place, Py_ssize_t rows, Py_ssize_t columns):
        if rows == 1 or columns == 1:
            return self.vector // COMPLEX if place >= REALS else self.vector
        return self.low if rows < self.rows else self.one
