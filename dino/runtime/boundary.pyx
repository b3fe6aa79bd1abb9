# cython: language_level=3
"""A boundary like that of a C extension: a traceback ends at the caller's line.

1. `seal(function)` returns a builtin function that calls `function` and, if that raises, drops the
   entries that DiNo's own frames added to the traceback. So an error of `matmul(A, B)` reads exactly as
   one of `np.matmul(A, B)`, and reads the same under `python` and under `dino mpirun`.
2. It is written against the C API, because a Cython function adds an entry for itself.
3. `__context__` is left alone: an exception being handled by the user stays chained.
"""

from cpython.ref cimport Py_INCREF

cdef extern from *:
    """
    static PyObject *
    dino_forward(PyObject *self, PyObject *const *args, Py_ssize_t nargs, PyObject *kwnames)
    {
        PyObject *result = PyObject_Vectorcall(self, args, nargs, kwnames);
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
