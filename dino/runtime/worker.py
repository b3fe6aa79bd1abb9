"""A worker: `python -m dino.runtime.worker PROGRAM` runs a compiled program as a rank other than root.

The process that hydra starts only watches: it forks the rank, waits for it, and says how it ended. Hydra itself kills
the others when one has died and then cannot tell which was the first.
"""

import os
import sys
import time
from functools import cache

_PR_SET_PDEATHSIG = 1
_RANK = ("PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK")
_STOPPED, _LOOK = 8.0, 0.1
"""Seconds that a rank may be stopped (SIGSTOP), and between two looks whether it still is."""
LINGER = 2.0
"""Seconds from a report to the end: hydra drops what it has not read when a rank ends, and without hydra root crashes
if it is inside of MPI_Init; see `watchdog`."""


def watch():
    """Return in a child of this process, which ends as that child ends.

    If the child ended badly, standard error says which rank it was and how.
    """
    import ctypes  # here: this module is root's too, which must not wait for them
    import signal

    watcher = os.getpid()
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != watcher:
            os._exit(1)  # it died before the line above
        return
    code, stopped = _ended(child)
    if code:
        rank = next((os.environ[name] for name in _RANK if name in os.environ), "?")
        how = f"was killed by {_name(-code)}" if code < 0 else f"ended with status {code}"
        how += f", as it had been stopped for {_STOPPED:g} seconds" if stopped else ""
        print(f"rank {rank} on {os.uname().nodename}, process {child}, {how}", file=sys.stderr, flush=True)
        time.sleep(LINGER)
    os._exit(code if code >= 0 else 128 - code)


def _ended(child):
    """Wait for a child's end; return its exit code, and whether it had to be ended.

    Root would wait without an end for what is stopped. Looks are counted, not seconds: all of a run may be stopped for
    a while, this process too.
    """
    looks = 0  # left while it is stopped
    while True:
        pid, status = os.waitpid(child, os.WUNTRACED | os.WCONTINUED | (os.WNOHANG if looks else 0))
        if pid and (os.WIFSTOPPED(status) or os.WIFCONTINUED(status)):
            looks = round(_STOPPED / _LOOK) if os.WIFSTOPPED(status) else 0
        elif pid:
            return os.waitstatus_to_exitcode(status), False
        elif looks == 1:
            os.kill(child, 9)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), True
        else:
            looks -= 1
            time.sleep(_LOOK)


def _name(number):
    import signal

    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


@cache
def _loaded():
    """What a worker needs from its first header on: root, whose module this is too, must not wait for it."""
    from dino.runtime import kept, rehearsal
    from dino.runtime.primitives import STEPS

    return STEPS, kept, rehearsal


def join(here, header, rehearsing=False):
    """Take part in a collective that root conducts; or do again, step by step, what can be of one that is over."""
    steps, kept, rehearsal = _loaded()
    name = header.name
    if rehearsing:
        return rehearsal.of(steps[name], here, header.payload) if name in steps else ()
    return kept.join(here, header) if name == kept.NAME else steps[name].join(here, header)


def main(program):
    """Walk the skeleton of a compiled program, then serve until root ends.

    Parameters
    ----------
    program : str
        File of the compiled program: a code object in `marshal`'s format after 16 bytes of header, as in any .pyc.
    """
    import importlib
    import marshal

    from dino.runtime import engine, ranks, rendezvous, session

    importlib.import_module("dino.runtime.primitives")  # beside root's first lines, not at its first collective
    with open(program, "rb") as file:
        code = marshal.loads(file.read()[16:])
    engine.load(os.environ, launched=True)
    rendezvous.meet(os.environ)
    session.start_worker(ranks.join_world(launched=True), join, watched=True)
    exec(code, {"__name__": "__main__"})


if __name__ == "__main__":
    watch()
    main(sys.argv[1])
