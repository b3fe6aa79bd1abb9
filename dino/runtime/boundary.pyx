# cython: language_level=3
"""A boundary like that of a C extension: a traceback ends at the caller's line.

1. `seal(function)` returns a builtin function that calls `function` and, if that raises, drops the
   entries that DiNo's own frames added to the traceback. So an error of `matmul(A, B)` reads exactly as
   one of `np.matmul(A, B)`, and reads the same under `python` and under `dino mpirun`.
2. It is written against the C API, because a Cython function adds an entry for itself.
3. `__context__` is left alone: an exception being handled by the user stays chained.
4. NumPy's warnings name the line of the innermost frame of Python code. So a function of DiNo's leaves the call of
   NumPy that may warn to the boundary, as its `last` act: it is made when DiNo's frames are gone, at the user's line.
5. What is `direct` gets to NumPy without a frame of DiNo's on the way: a call of Python's costs more than a small product.
"""

from cpython.ref cimport Py_DECREF, Py_INCREF, PyObject

cdef extern from *:
    """
    static int
    dino_frames_left(void)
    {
    #if PY_VERSION_HEX < 0x030c0000
        return PyThreadState_Get()->recursion_remaining;
    #else
        return PyThreadState_Get()->py_recursion_remaining;
    #endif
    }
    """
    int dino_frames_left()

cdef extern from *:
    """
    static __thread int dino_inside = 0; /* sealed functions that this thread is in */
    static PyObject *(*dino_settle)(PyObject *) = NULL;
    static PyObject *(*dino_direct)(PyObject *, PyObject *const *, Py_ssize_t) = NULL;

    static PyObject *
    dino_forward(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
    {
        PyObject *result;
        dino_inside++;
        result = kwnames == NULL ? dino_direct(self, args, nargs) : NULL;
        if (result == NULL && !PyErr_Occurred())
            result = PyObject_Vectorcall(self, args, nargs, kwnames);
        dino_inside--;
        if (result != NULL)
            result = dino_settle(result);
        if (result == NULL) {
            PyObject *type, *value, *traceback;
            PyErr_Fetch(&type, &value, &traceback);
            PyErr_NormalizeException(&type, &value, &traceback);
            Py_XDECREF(traceback);
            if (value != NULL && PyExceptionInstance_Check(value))
                PyException_SetTraceback(value, Py_None);
            PyErr_Restore(type, value, NULL);
        }
        return result;
    }

    static PyObject *
    dino_seal(PyObject *function, const char *name, const char *doc, PyObject *module)
    {
        PyMethodDef *method = (PyMethodDef *)PyMem_Malloc(sizeof(PyMethodDef));
        if (method == NULL)
            return PyErr_NoMemory();
        method->ml_name = name;
        method->ml_meth = (PyCFunction)(void (*)(void))dino_forward;
        method->ml_flags = METH_FASTCALL | METH_KEYWORDS;
        method->ml_doc = doc;
        return PyCFunction_NewEx(method, function, module);
    }
    """
    object dino_seal(object function, const char *name, const char *doc, object module)
    int dino_inside
    ctypedef PyObject *(*settle_function)(PyObject *) except NULL
    settle_function dino_settle
    ctypedef PyObject *(*direct_function)(PyObject *, const PyObject *const *, Py_ssize_t) except? NULL
    direct_function dino_direct
    object PyObject_Vectorcall(object function, const PyObject *const *args, Py_ssize_t nargs, PyObject *names)

_FUNCTIONS_OWN = object()


cdef class Tail:
    """A call that the boundary makes when the frames of DiNo are gone.

    Parameters
    ----------
    function : callable
        What is called.
    args : tuple
        Its arguments.
    context : context manager
        Held during the call; None for none.
    value : object
        What is returned instead of the function's own value.
    """

    cdef object function, context, value
    cdef tuple args
    cdef list followers

    def __init__(self, function, tuple args, context, value):
        self.function, self.args, self.context, self.value = function, args, context, value
        self.followers = []

    def then(self, on_value, on_error=None):
        """Let the call be followed by `on_value(value)`, which gives the value, or by `on_error(error)`."""
        self.followers.append((on_value, on_error))
        return self

    cdef made(self):
        try:
            value = self.called()
        except BaseException as error:
            for _, on_error in self.followers:
                if on_error is not None:
                    on_error(error)
            raise
        for on_value, _ in self.followers:
            value = on_value(value)
        return value

    cdef called(self):
        if self.context is None:
            value = self.function(*self.args)
        else:
            with self.context:
                value = self.function(*self.args)
        return value if self.value is _FUNCTIONS_OWN else self.value


def last(function, args, context=None, value=_FUNCTIONS_OWN):
    """Call `function(*args)` as the last act of a primitive; parameters as for `Tail`.

    Returns
    -------
    object
        A `Tail` inside a sealed function, to be returned as it is; elsewhere the value.
    """
    tail = Tail(function, args, context, value)
    return tail if dino_inside else tail.made()


cdef PyObject *settled(PyObject *result) except NULL:
    """Return a result that is no `Tail`; takes the reference and gives one."""
    value = <object>result
    Py_DECREF(value)
    if type(value) is Tail:
        value = (<Tail>value).made()
    Py_INCREF(value)
    return <PyObject *>value


dino_settle = settled


cdef class Front:
    """What may be sealed and have a direct way.

    Attributes
    ----------
    direct : callable or None
        Is called first, if there are `arity` arguments; it returns None of what the function itself must do.
    arity : int
        Arguments that it takes.
    """

    cdef public object direct
    cdef public Py_ssize_t arity


cdef class Shortcut(Front):
    """A function with a direct way.

    Parameters
    ----------
    function : callable
        The function.
    direct : callable or None
        See `Front`.
    arity : int
        Arguments with which the direct way is tried.
    """

    cdef object function

    def __init__(self, function, direct, Py_ssize_t arity):
        self.function, self.direct, self.arity = function, direct, arity

    def __call__(self, *args, **options):
        return self.function(*args, **options)


cdef PyObject *directly(PyObject *function, const PyObject *const *args, Py_ssize_t nargs) except? NULL:
    """Go the direct way; NULL, without an error, if there is none."""
    if not isinstance(<object>function, Front):
        return NULL
    front = <Front><object>function
    if front.direct is None or nargs != front.arity:
        return NULL
    value = PyObject_Vectorcall(front.direct, args, nargs, NULL)
    if value is None:
        return NULL
    Py_INCREF(value)
    return <PyObject *>value


dino_direct = directly


def frames_left() -> int:
    """Frames of Python functions that this thread may add to its stack before `RecursionError`."""
    return dino_frames_left()


def seal(function, str name, str doc, str module):
    """Return `function` as a builtin function whose frames never show in a traceback.

    Parameters
    ----------
    function : callable
        What is called, with the same arguments.
    name, doc, module : str
        What `__name__`, `__doc__` and `__module__` of the result say. A `doc` that starts with
        ``name(parameters)\\n--\\n\\n`` also gives the signature.

    Returns
    -------
    builtin_function_or_method
        It lives as long as the process, as a primitive does.
    """
    cdef bytes c_name = name.encode()
    cdef bytes c_doc = doc.encode()
    Py_INCREF(c_name)  # the method definition points into both for good
    Py_INCREF(c_doc)
    return dino_seal(function, c_name, c_doc, module)
