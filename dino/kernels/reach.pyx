# cython: language_level=3
"""Memory of another process of this host: one copy, made by the one who needs it, while the other does not notice.

`process_vm_readv` and `process_vm_writev` need what a debugger needs: the same user, and under Yama's first level the
leave of the process that is reached (`allow`). Containers may forbid them altogether.
"""

from cpython.buffer cimport PyBUF_SIMPLE, PyBUF_WRITABLE, PyBuffer_Release, PyObject_GetBuffer
from cpython.exc cimport PyErr_SetFromErrno
from libc.errno cimport EFAULT, EINTR, errno

cdef extern from "<sys/uio.h>" nogil:
    struct iovec:
        void *iov_base
        size_t iov_len
    ssize_t process_vm_readv(int pid, const iovec *, unsigned long, const iovec *, unsigned long, unsigned long)
    ssize_t process_vm_writev(int pid, const iovec *, unsigned long, const iovec *, unsigned long, unsigned long)

cdef extern from "<sys/prctl.h>" nogil:
    int prctl(int option, unsigned long argument, unsigned long, unsigned long, unsigned long)
    enum:
        PR_SET_PTRACER

cdef enum:
    MOST = 1 << 30  # bytes in one call; the kernel moves no more than 2 GiB


def read(int pid, size_t address, into):
    """Copy memory of process `pid` into an array.

    Parameters
    ----------
    pid : int
        The process.
    address : int
        Where its bytes are.
    into : ndarray
        C-contiguous; filled whole.

    Raises
    ------
    OSError
        EPERM where the system forbids it, ESRCH if the process has ended, EFAULT if it has no such memory.
    """
    cdef Py_buffer memory
    PyObject_GetBuffer(into, &memory, PyBUF_WRITABLE)
    try:
        move(pid, address, memory.buf, memory.len, 0)
    finally:
        PyBuffer_Release(&memory)


def write(int pid, size_t address, source):
    """Copy an array into memory of process `pid`; parameters and errors as for `read`."""
    cdef Py_buffer memory
    PyObject_GetBuffer(source, &memory, PyBUF_SIMPLE)
    try:
        move(pid, address, memory.buf, memory.len, 1)
    finally:
        PyBuffer_Release(&memory)


cdef int move(int pid, size_t address, void *near, size_t size, bint writing) except -1:
    cdef iovec here, there
    cdef ssize_t moved = 0
    with nogil:
        while size:
            here.iov_base, there.iov_base = near, <void *>address
            here.iov_len = there.iov_len = size if size < MOST else MOST
            if writing:
                moved = process_vm_writev(pid, &here, 1, &there, 1, 0)
            else:
                moved = process_vm_readv(pid, &here, 1, &there, 1, 0)
            if moved <= 0:
                if moved < 0 and errno == EINTR:
                    continue
                break
            near, address, size = <char *>near + moved, address + moved, size - moved
    if size and moved == 0:
        raise OSError(EFAULT, f"process {pid} has no such memory")
    if size:
        PyErr_SetFromErrno(OSError)
    return 0


def address(array):
    """Return where the memory of a contiguous array starts."""
    cdef Py_buffer memory
    PyObject_GetBuffer(array, &memory, PyBUF_SIMPLE)
    try:
        return <size_t>memory.buf
    finally:
        PyBuffer_Release(&memory)


def allow(int pid):
    """Let process `pid` and its descendants reach this one's memory, where Yama asks for leave; else do nothing."""
    prctl(PR_SET_PTRACER, pid, 0, 0, 0)
