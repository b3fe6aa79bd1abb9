"""The bell: wakes the workers of root's host that wait for a header.

MPI can only be looked at again and again. So a worker that waits for long sleeps on a datagram socket of its own, and
root, when it sends a header after a pause, sends an empty datagram along. No wake-up can be lost: a datagram that comes
before the worker sleeps keeps it awake, and it looks at MPI now and then in any case.

Root need not ring for a header that follows another within `PAUSE`: no worker falls asleep before it has waited for
`PATIENCE`.

A worker sleeps on a core that is not root's: Linux wakes it there where it fell asleep, or beside root, and where root
is, it would wait until root waits (in a virtual machine the scheduler takes a core that sleeps for one that is taken).
"""

import _socket  # socket itself takes 4 ms to import, before the script's first line
import os
import select
import time
from contextlib import suppress

PAUSE, PATIENCE = 0.001, 0.01  # seconds
LOOK_EVERY = 0.05  # seconds; half a percent of a core
_TOKEN = 8  # random bytes that tell this run's sockets from others
_CORE = 36  # among the fields behind the name in /proc/PID/stat: where it runs, or has run last


class Bell:
    """One rank's end.

    Parameters
    ----------
    bound : _socket.socket
        A datagram socket; a worker's has a name.
    names : list of str
        Those of the workers' sockets; significant on root only.
    root : int, optional
        Root's process id.
    """

    def __init__(self, bound, names, root=0):
        self._socket = bound
        self._names = names
        self._root = root
        self._rung = float("-inf")

    def ring(self):
        """Wake the workers, after a pause; a microsecond for each."""
        now = time.monotonic()
        if now - self._rung > PAUSE:
            for name in self._names:
                with suppress(OSError):  # it has been rung for already, or has gone, which is noticed elsewhere
                    self._socket.sendto(b"", name)
        self._rung = now

    def sleep(self, seconds):
        """Return when root rings, or after so many seconds; whether it rang."""
        if self._heard():
            return True
        cores = avoiding(self._root) if seconds >= LOOK_EVERY else None
        rung = bool(select.select([self._socket], [], [], seconds)[0])
        if cores:
            os.sched_setaffinity(0, cores)
        if rung:
            self._socket.recv(1)  # more than one is found at the next sleep, when nobody waits for this worker
        return rung

    def _heard(self):
        """Whether root has rung while this worker was awake."""
        heard = False
        with suppress(BlockingIOError):
            while True:
                self._socket.recv(1)
                heard = True
        return heard


def avoiding(pid):
    """Let this thread run on all its cores but that of another process.

    Parameters
    ----------
    pid : int
        The other process.

    Returns
    -------
    set of int or None
        Its cores before; None if nothing was changed: the other one is not there, or on the only core that it has.
    """
    with suppress(OSError, ValueError, IndexError):
        with open(f"/proc/{pid}/stat", "rb") as file:
            core = int(file.read().rpartition(b")")[2].split()[_CORE])
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores - {core})  # EINVAL if that leaves none
        return cores
    return None


def hung(ranks, near):
    """Hang up the bell of a run; all ranks call it, once.

    Parameters
    ----------
    ranks : Ranks
        The run.
    near : bool
        Whether all ranks are on one host; the same on all.

    Returns
    -------
    Bell or None
        None on all ranks unless every worker could have a socket.
    """
    import numpy as np  # here: a script decides itself when, and whether, NumPy is imported

    token = np.frombuffer(os.urandom(_TOKEN), np.uint8).copy()
    root = np.array([os.getpid()])
    ranks.wait(ranks.comm.Ibcast(token))
    ranks.wait(ranks.comm.Ibcast(root))
    names = [f"\0dino-{token.tobytes().hex()}-{rank}" for rank in range(ranks.size)]  # abstract: nothing to remove
    mine = _bound(names[ranks.rank]) if near else None
    has, all_have = np.array([mine is not None]), np.zeros(1, np.bool_)
    ranks.wait(ranks.comm.Iallreduce(has, all_have, ranks.MPI.LAND))
    return Bell(mine, names[1:], int(root[0])) if all_have[0] else None


def _bound(name):
    with suppress(OSError):
        made = _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM | _socket.SOCK_NONBLOCK | _socket.SOCK_CLOEXEC)
        made.bind(name)
        return made
    return None
