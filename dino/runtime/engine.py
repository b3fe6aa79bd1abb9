"""mpi4py and the MPI below it: loaded whatever modules of its own the script has, and set up for what a run needs.

What the user has set holds; see `docs/moves.md`. What is set here leaves the environment as soon as MPI has read it.
"""

import _signal
import importlib
import os
import sys
from contextlib import contextmanager, suppress
from functools import cache

from dino.runtime import aside

_ALWAYS = {
    "UCX_HANDLE_ERRORS": "none",  # else UCX takes SIGSEGV from faulthandler
    "UCX_DEBUG_SIGNO": "0",  # else SIGHUP, which would not end the script any more
}
_NETMOD = ("MPIR_CVAR_CH4_NETMOD", "MPIR_CVAR_NETMOD")  # set on several hosts, by `dino mpirun` or by the user
_ON_ONE_HOST = {"UCX_TLS": "sysv,self"}  # MPICH moves the data there; UCX would take 4 MB of /dev/shm for each rank
_NO_CMA = {"MPIR_CVAR_CH4_CMA_ENABLE": "0"}  # else MPICH fails where it may not read another process's memory
_YAMA = "/proc/sys/kernel/yama/ptrace_scope"
_HYDRA = ("PMI", "HYDI_", "HYDRA_", "MPI_LOCAL", "PMIX", "OMPI_", "PRTE_")

_SIGACTION = 256
"""Bytes that hold the C library's `struct sigaction`: 152 of glibc's and of musl's."""

_ours = set()


@cache
def package():
    """Return the package mpi4py, found before the script's folder is searched; MPI is not initialised."""
    return importlib.import_module("mpi4py")


def settings(environment, launched, readable):
    """Return the variables that MPI is to find besides the user's.

    Parameters
    ----------
    environment : mapping of str
        Of this rank.
    launched : bool
        Whether `dino mpirun` started the run; under another launcher, the way between hosts is its own affair.
    readable : bool
        Whether ranks may read each other's memory.
    """
    spanning = any(name in environment for name in _NETMOD)
    wanted = {**_ALWAYS, **(_ON_ONE_HOST if launched and not spanning else {}), **({} if readable else _NO_CMA)}
    return {name: value for name, value in wanted.items() if name not in environment}


def readable() -> bool:
    """Whether a process may read the memory of any other of the same user; found by trying it on this one."""
    with suppress(OSError), open(_YAMA) as scope:
        if int(scope.read()):
            return False  # but for processes that give leave, as root does to its workers and MPICH's ranks do not
    import ctypes

    from dino.kernels import reach

    word, seen = bytearray(b"word"), bytearray(4)
    with suppress(OSError):
        reach.read(os.getpid(), ctypes.addressof(ctypes.c_char.from_buffer(word)), seen)
    return seen == word


def load(environment, launched):
    """Import mpi4py.MPI, without initialising MPI; parameters as for `settings`."""
    chosen = settings(environment, launched, readable())
    _ours.update(chosen)
    os.environ.update(chosen)
    package().rc(initialize=False, finalize=False)
    with aside.ours():
        sys.modules["mpi4py"] = package()
        return importlib.import_module("mpi4py.MPI")


def initialised(environment, launched):
    """Return mpi4py.MPI when MPI is initialised; parameters as for `settings`.

    Hydra's variables leave the environment, too: a subprocess of the user's that imports mpi4py would take them for its
    own and die.
    """
    MPI = load(environment, launched)
    if not MPI.Is_initialized():
        with _signals_left_alone():
            _unlocked(MPI, "MPI_Init_thread", None, None, MPI.THREAD_FUNNELED, _room_for_an_int())
        for comm in (MPI.COMM_WORLD, MPI.COMM_SELF):
            comm.Set_errhandler(MPI.ERRORS_RETURN)  # as mpi4py does after its own Init
    for name in [name for name in os.environ if name.startswith(_HYDRA) or name in _ours]:
        del os.environ[name]
    return MPI


def finalise(MPI):
    """Finalise MPI, which may wait for other ranks."""
    _unlocked(MPI, "MPI_Finalize")


def _room_for_an_int():
    import ctypes

    return ctypes.byref(ctypes.c_int())


@contextmanager
def _signals_left_alone():
    """Give the script its signals back: MPICH takes SIGUSR1, which would not end the script any more."""
    import ctypes

    action = ctypes.CDLL(None).sigaction
    before = [(number, ctypes.create_string_buffer(_SIGACTION)) for number in range(1, _signal.NSIG)]
    known = [(number, was) for number, was in before if action(number, None, was) == 0]
    try:
        yield
    finally:
        for number, was in known:
            action(number, was, None)


def _unlocked(MPI, name, *arguments):
    """Call a function of MPI's without the interpreter's lock, which mpi4py keeps: `watchdog` must go on meanwhile."""
    import ctypes

    if code := getattr(ctypes.CDLL(MPI.__file__), name)(*arguments):
        raise MPI.Exception(code)
