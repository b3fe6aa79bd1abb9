"""The bell: wakes the workers of root's host that wait for a header.

MPI can only be looked at again and again. So a worker that waits for long sleeps on a datagram socket of its own, and
root, when it sends a header after a pause, sends an empty datagram along. No wake-up can be lost: a datagram that comes
before the worker sleeps keeps it awake, and it looks at MPI now and then in any case.

Root need not ring for a header that follows another within `PAUSE`: no worker falls asleep before it has waited for
`PATIENCE`.
"""

import _socket  # socket itself takes 4 ms to import, before the script's first line
import os
import select
import time
from contextlib import suppress

PAUSE, PATIENCE = 0.001, 0.01  # seconds
LOOK_EVERY = 0.05  # seconds; half a percent of a core
_TOKEN = 8  # random bytes that tell this run's sockets from others


class Bell:
    """One rank's end.

    Parameters
    ----------
    bound : _socket.socket
        A datagram socket; a worker's has a name.
    names : list of str
        Those of the workers' sockets; significant on root only.
    """

    def __init__(self, bound, names):
        self._socket = bound
        self._names = names
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
        rung = bool(select.select([self._socket], [], [], seconds)[0])
        with suppress(BlockingIOError):
            while rung:
                self._socket.recv(1)
        return rung


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
    ranks.wait(ranks.comm.Ibcast(token))
    names = [f"\0dino-{token.tobytes().hex()}-{rank}" for rank in range(ranks.size)]  # abstract: nothing to remove
    mine = _bound(names[ranks.rank]) if near else None
    has, all_have = np.array([mine is not None]), np.zeros(1, np.bool_)
    ranks.wait(ranks.comm.Iallreduce(has, all_have, ranks.MPI.LAND))
    return Bell(mine, names[1:]) if all_have[0] else None


def _bound(name):
    with suppress(OSError):
        made = _socket.socket(_socket.AF_UNIX, _socket.SOCK_DGRAM | _socket.SOCK_NONBLOCK | _socket.SOCK_CLOEXEC)
        made.bind(name)
        return made
    return None
