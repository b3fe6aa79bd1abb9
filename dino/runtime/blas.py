"""BLAS: how many threads a call of NumPy's BLAS may use.

What a BLAS computes depends, in its last bits, on how many threads share the work; so the panels of a product are
always computed by one thread each, and the user's own setting is put back afterwards.
"""

import os
import threading
from functools import cache

from threadpoolctl import ThreadpoolController

TYPES = "fdFD"
"""Type codes that NumPy hands to BLAS."""

SERIAL = 8192
"""Multiply-adds below which no BLAS that we know starts a second thread (OpenBLAS: 9216 for gemv, 2**18 for gemm)."""


@cache
def libraries():
    """Find the BLAS libraries that this process has loaded, once."""
    return tuple(ThreadpoolController().select(user_api="blas").lib_controllers)


class _Single:
    """A context in which BLAS works on one thread; may be entered by several threads at once.

    The first to enter saves the user's setting, the last to leave puts it back.
    """

    def __init__(self):
        self.lock, self.inside, self.saved = threading.Lock(), 0, ()

    def __enter__(self):
        with self.lock:
            if not self.inside:
                self.saved = tuple(
                    (library, count) for library in libraries() if (count := library.get_num_threads()) != 1
                )
                for library, _ in self.saved:
                    library.set_num_threads(1)
            self.inside += 1

    def __exit__(self, *exception):
        with self.lock:
            self.inside -= 1
            if not self.inside:
                self.restore()

    def restore(self):
        for library, count in self.saved:
            library.set_num_threads(count)
        self.saved = ()

    def forget(self):
        """In a forked child, where the threads that were inside are gone: put the user's setting back."""
        self.lock, self.inside = threading.Lock(), 0
        self.restore()


single = _Single()
os.register_at_fork(after_in_child=single.forget)
