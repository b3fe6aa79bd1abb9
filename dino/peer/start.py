"""Starting a run on this machine: what it needs is found, then this process becomes root."""

import _signal
import json
import os
import sys
import zlib
from contextlib import suppress

from dino import cores
from dino.errors import LaunchError
from dino.peer import mpi
from dino.peer.fork import fork_launcher

_MOST_PER_CORE = 64  # ranks; beyond that MPI itself fills the memory
_SHARED = "/dev/shm"
_SHARED_BY_RANK = 1.1e6  # bytes that MPICH 5.0 takes there for each rank; where they lack it dies of SIGBUS
_MAPPINGS = "import mpi4py; mpi4py.rc(initialize=False); from mpi4py import MPI; print(open('/proc/self/maps').read())"


def find_mpiexec(cache):
    """Return the mpiexec that belongs to the MPI of mpi4py, asked of a fresh interpreter the first time.

    Parameters
    ----------
    cache : str
        Folder where the answer is kept, under a name made of what it depends on.

    Raises
    ------
    LaunchError
        If there is none.
    """
    if os.environ.get(mpi.VARIABLE):
        return mpi.mpiexec(os.environ, None)
    note = os.path.join(cache, f"libmpi-{_fingerprint():x}")
    with suppress(FileNotFoundError), open(note) as file:
        library = file.read()
        if os.path.exists(library):
            return mpi.mpiexec(os.environ, library)
    library = mpi.loaded_library(_maps_with_mpi())
    if library is not None:
        with open(note, "w") as file:
            file.write(library)
    return mpi.mpiexec(os.environ, library)


def _fingerprint():
    """Return a number that changes when another MPI could be found."""
    parts = [
        sys.executable,
        *(os.environ.get(name, "") for name in ("LD_LIBRARY_PATH", "MPI4PY_LIBMPI", "MPI4PY_MPIABI")),
    ]
    return zlib.crc32("\0".join(parts).encode())


def _maps_with_mpi():
    from dino.peer.launch import interpreter

    asked = interpreter("-c", _MAPPINGS, capture_output=True, text=True)
    if asked.returncode:
        reason = (asked.stderr.strip().splitlines() or ["it ended without a word"])[-1]
        raise LaunchError(f"mpi4py cannot be imported: {reason}")
    return asked.stdout


def ranks(wanted):
    """Return the number of ranks of a run on this machine.

    Parameters
    ----------
    wanted : int or None
        What the user asks for; one per core if None.

    Raises
    ------
    LaunchError
        If it is more than MPI can serve, or has shared memory for.
    """
    there = cores.available()
    if (wanted or there) > _MOST_PER_CORE * there:
        raise LaunchError(f"-n {wanted} is too many: {there} cores take at most {_MOST_PER_CORE * there} ranks")
    _have_shared_memory(wanted or there)
    return wanted or there


def _have_shared_memory(size):
    if size == 1:
        return
    if not os.access(_SHARED, os.W_OK):
        raise LaunchError(
            f"MPI needs {_SHARED} for {size} ranks, and it cannot be written: mount a tmpfs there, or use -n 1"
        )
    free = os.statvfs(_SHARED)
    free, needed = free.f_bavail * free.f_frsize, size * _SHARED_BY_RANK
    if free < needed:
        raise LaunchError(
            f"MPI needs {needed / 1e6:.1f} MB of {_SHARED} for {size} ranks, and {free / 1e6:.1f} MB are free there: "
            f"take fewer (-n), or make it larger (a container's by --shm-size)"
        )


def become(script, args, size, program, mpiexec, eager, span=None):
    """Turn this process into root, its launcher beside it; never returns.

    Parameters
    ----------
    script : str
        The user's script, as it was typed.
    args : list of str
        Its arguments.
    size : int
        Ranks, this one included; 1 needs no launcher.
    program : str
        File of the compiled script.
    mpiexec : str or None
        See `find_mpiexec`; not needed for one rank.
    eager : bool
        Whether workers shall start at once, beside root's first lines; else at the first primitive.
    span : spanning.Span, optional
        The hosts, if there are several.

    Raises
    ------
    LaunchError
        If a host refuses.
    """
    run = {"script": script, "args": args, "ranks": size, "hosts": len(span.places) if span else 1}
    if size > 1:
        run["lifeline"] = fork_launcher(eager, ranks=size, program=program, mpiexec=mpiexec, span=span)
    if span:
        _assembled(run["lifeline"])
    os.environ["DINO_RUN"] = json.dumps(run)
    os.execv(sys.executable, [sys.executable, *_flags(sys.orig_argv), program, *args])


def _assembled(lifeline):
    """Wait until every host has reserved its slots and has the program."""
    try:
        said = json.loads(os.read(lifeline, 1 << 16) or '{"kind": "failed", "reason": "the launcher was killed"}')
    except KeyboardInterrupt:  # the script has not begun: there is nothing to tell
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        _signal.raise_signal(_signal.SIGINT)
    if said["kind"] == "failed":
        raise LaunchError(said["reason"])


def _flags(command_line):
    """Return the interpreter's own options in `python -W error -m dino …` or `python -W error /bin/dino …`."""
    end = next(place for place, word in enumerate(command_line) if place and word in ("-m", sys.argv[0]))
    return command_line[1:end]


def show_syntax_error(script):
    """Let CPython show what is wrong with a script: reading from a file it points more exactly."""
    from dino.peer.launch import interpreter

    interpreter(*_flags(sys.orig_argv), script)
