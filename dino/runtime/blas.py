"""BLAS: how NumPy's own library is called, and how many threads a call of it may use.

What a BLAS computes depends, in its last bits, on how many threads share the work; so a panel of a product is always
computed by one thread, and the user's own setting is put back afterwards.

OpenBLAS, which NumPy's wheels bring, is called by address (`library`). For any other, panels are calls of NumPy, and
threadpoolctl controls the threads.
"""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from typing import NamedTuple

from dino.kernels.products import Blas

TYPES = "fdFD"
"""Type codes that NumPy hands to BLAS."""

SMALL = 4096
"""Multiply-adds below which BLAS starts no second thread (OpenBLAS: 9216 for gemv, 4096 if complex, 2**18 for gemm)."""


def serial(dtype, work: int):
    """Return a context in which BLAS uses one thread, where that can make a difference.

    Parameters
    ----------
    dtype : dtype
        Of the product.
    work : int
        Multiply-adds of the product.
    """
    return (library() or _one_thread) if work >= SMALL and dtype.char in TYPES else _nothing


_nothing = nullcontext()


@cache
def library() -> Blas | None:
    """Find the functions of NumPy's OpenBLAS, or return None: another BLAS, or one whose threads are OpenMP's."""
    umath = sys.modules.get("numpy._core._multiarray_umath")
    if umath is None:
        return None
    symbols = ctypes.CDLL(umath.__file__)  # looks in what NumPy was linked to, whatever else is loaded
    for prefix, suffix in (("scipy_", "64_"), ("scipy_", ""), ("", "64_"), ("", "_64"), ("", "")):
        if hasattr(symbols, f"{prefix}openblas_get_parallel{suffix}"):
            return _bound(symbols, prefix + "{}" + suffix)
    return None


_POSIX_THREADS = 1  # openblas_get_parallel: 0 sequential, 2 OpenMP


def _bound(symbols, spelling):
    def function(name):
        return getattr(symbols, spelling.format(name))

    config = function("openblas_get_config")
    config.restype = ctypes.c_char_p
    if function("openblas_get_parallel")() != _POSIX_THREADS:
        return None
    names = dict(zip(TYPES, "sdcz"))
    return Blas(
        *(_address(function(f"openblas_{verb}_num_threads")) for verb in ("get", "set")),
        _address(getattr(symbols, "blas_cpu_number", None)),
        _address(getattr(symbols, "blas_thread_shutdown_", None)),
        b"USE64BITINT" in config(),
        {
            code + kind: _address(function(f"cblas_{names[code]}ge{name}"))
            for code in TYPES
            for kind, name in (("m", "mm"), ("v", "mv"))
        },
    )


def _address(function) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0


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
    told = os.environ.get("KMP_DUPLICATE_LIB_OK")
    from threadpoolctl import ThreadpoolController

    if told is None:
        os.environ.pop("KMP_DUPLICATE_LIB_OK", None)  # threadpoolctl's import sets it; the environment is the user's
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


def _forget():
    _one_thread.forget()
    if library() is not None:
        library().forget()


_one_thread = _OneThread()
os.register_at_fork(after_in_child=_forget)
