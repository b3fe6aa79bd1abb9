"""BLAS: how many threads a call of NumPy's BLAS may use.

What a BLAS computes depends, in its last bits, on how many threads share the work; so a panel of a product is always
computed by one thread, and the user's own setting is put back afterwards.
"""

import os
import threading
from contextlib import nullcontext
from functools import cache

from threadpoolctl import ThreadpoolController

TYPES = "fdFD"
"""Type codes that NumPy hands to BLAS."""

SMALL = 8192
"""Multiply-adds below which BLAS starts no second thread (OpenBLAS: 9216 for gemv, 2**18 for gemm)."""


@cache
def libraries():
    """Find the BLAS libraries that this process has loaded, once."""
    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


def serial(dtype, work: int):
    """Return a context in which BLAS uses one thread, where that can make a difference.

    Parameters
    ----------
    dtype : dtype
        Of the product.
    work : int
        Multiply-adds of the product.
    """
    return _one_thread if dtype.char in TYPES and work >= SMALL else nullcontext()


class _OneThread:
    """A context that several threads may be in at once.

    A limit holds for the whole process: the first thread in saves the user's, the last out restores it. Over OpenMP
    it holds for the thread that sets it: each thread saves and restores its own.
    """

    def __init__(self):
        self.lock, self.inside, self.saved, self.own = threading.Lock(), 0, [], threading.local()

    def __enter__(self):
        self.own.saved = _limit(library for library in libraries() if _per_thread(library))
        with self.lock:
            if not self.inside:
                self.saved = _limit(library for library in libraries() if not _per_thread(library))
            self.inside += 1

    def __exit__(self, *exception):
        with self.lock:
            self.inside -= 1
            if not self.inside:
                self.saved = _restore(self.saved)
        self.own.saved = _restore(self.own.saved)

    def forget(self):
        """In a forked child the threads that were inside are gone."""
        self.lock, self.inside, self.saved = threading.Lock(), 0, _restore(self.saved)


def _per_thread(library) -> bool:
    return getattr(library, "threading_layer", None) == "openmp"


def _limit(found):
    """Set libraries to one thread, and return those that were not, with what they had."""
    saved = [(library, count) for library in found if (count := library.get_num_threads()) != 1]
    for library, _ in saved:
        _set(library, 1)
    return saved


def _restore(saved):
    for library, count in saved:
        _set(library, count)
    return []


def _set(library, count):
    """Set the number of threads; threadpoolctl 3.8 lets only one thread of a process do so, unless told otherwise."""
    clear = getattr(library, "clear_controlling_thread", None)
    if clear:
        clear(force=True)
    library.set_num_threads(count)
    if clear:
        clear()


_one_thread = _OneThread()
os.register_at_fork(after_in_child=_one_thread.forget)
