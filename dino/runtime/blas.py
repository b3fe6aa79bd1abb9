"""BLAS: how many threads a call of NumPy's BLAS may use.

What a BLAS computes depends, in its last bits, on how many threads share the work; so a panel of a product is always
computed by one thread, and the user's own setting is put back afterwards.
"""

import os
import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from typing import NamedTuple

_told = os.environ.get("KMP_DUPLICATE_LIB_OK")
from threadpoolctl import ThreadpoolController  # noqa: E402

if _told is None:
    os.environ.pop("KMP_DUPLICATE_LIB_OK", None)  # threadpoolctl's import sets it; the environment is the user's

TYPES = "fdFD"
"""Type codes that NumPy hands to BLAS."""

SMALL = 8192
"""Multiply-adds below which BLAS starts no second thread (OpenBLAS: 9216 for gemv, 2**18 for gemm)."""


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


def limit_helper() -> None:
    """In a helper thread that computes for a caller inside `serial`: limit what is limited thread by thread."""
    for library in _libraries():
        if library.per_thread:
            library.set(1)


class _Library(NamedTuple):
    """Control of one BLAS library."""

    get: Callable[[], int]
    set: Callable[[int], None]
    per_thread: bool


@cache
def _libraries() -> tuple[_Library, ...]:
    """Find the BLAS libraries that this process has loaded, once."""
    found = ThreadpoolController().select(user_api="blas").lib_controllers
    return tuple(_Library(c.get_num_threads, _setter(c), getattr(c, "threading_layer", "") == "openmp") for c in found)


def _setter(controller):
    """Return what sets the number of threads, whichever thread calls it.

    threadpoolctl 3.8 lets one thread of a process do so, the first that tries, and ignores others without a word.
    """
    if not hasattr(controller, "clear_controlling_thread"):
        return controller.set_num_threads

    def take_over(count):
        controller.clear_controlling_thread(force=True)
        controller.set_num_threads(count)
        controller.clear_controlling_thread()

    return getattr(controller, "_real_set_num_threads", take_over)


class _OneThread:
    """A context that several threads may be in at once: the first in saves the user's limits, the last out restores.

    Over OpenMP a limit holds only for the thread that sets it, so each thread saves and restores its own.
    """

    def __init__(self):
        self.lock, self.inside, self.saved, self.own = threading.Lock(), 0, (), threading.local()

    def __enter__(self):
        with self.lock:
            if not self.inside:
                self.saved = _limit(per_thread=False)
            self.inside += 1
        self.own.saved = _limit(per_thread=True)

    def __exit__(self, *exception):
        _restore(self.own.saved)
        with self.lock:
            self.inside -= 1
            if not self.inside:
                _restore(self.saved)

    def forget(self):
        """In a forked child the threads that were inside are gone."""
        if self.inside:
            _restore(self.saved)
        self.lock, self.inside = threading.Lock(), 0


def _limit(per_thread: bool):
    """Set libraries to one thread, and return those that were not, with what they had."""
    saved = []
    for library in _libraries():
        if library.per_thread is per_thread and (count := library.get()) != 1:
            library.set(1)
            saved.append((library, count))
    return saved


def _restore(saved):
    for library, count in saved:
        library.set(count)


_one_thread = _OneThread()
os.register_at_fork(after_in_child=_one_thread.forget)
