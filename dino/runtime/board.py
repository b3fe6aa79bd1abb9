"""The board: where root posts its headers for the workers of its own host, and how those wait for them.

MPI can only be looked at again and again, and wakes nobody. So on one host headers go through memory that the ranks
share: a worker that has waited for a millisecond sleeps, until root posts, or rings because it soon will.

A worker sleeps on a core that is not root's: Linux wakes it there where it fell asleep, or beside root, and where root
is, it would wait until root waits (in a virtual machine the scheduler takes a core that sleeps for one that is taken).
"""

import os
from contextlib import suppress

from dino.kernels import ring

CAPACITY = 1 << 16
"""Bytes of headers that may wait; a pipe has as many."""

LOOKS = 20_000  # before the first sleep, about a millisecond: who sleeps needs a tenth of one to wake
NAP = 0.01  # seconds; who sleeps for longer takes care where
LOOK_EVERY = 0.05  # seconds between two looks where root is; half a percent of a core
_TOKEN = 8  # random bytes, by which a worker knows that it has mapped the right memory
_CORE = 36  # among the fields behind the name in /proc/PID/stat: where it runs, or has run last


class Board:
    """One rank's end.

    Parameters
    ----------
    shared : ring.Ring
        Where headers are posted.
    root : int
        Root's process id.
    threads : int
        That this rank computes with.
    """

    def __init__(self, shared, root, threads):
        self.most, self.post, self.ring = shared.most, shared.post, shared.call
        self.waits, self.read = shared.waits, shared.read
        self.done, self.all_done = shared.done, shared.all_done
        self._ring, self._root, self._threads = shared, root, threads
        self._awake, self._cores = True, None

    def rest(self) -> bool:
        """Wait for a header for a while, ever more patiently; whether that was a long sleep."""
        self._return()
        if self._awake:
            self._awake = self._ring.wait(LOOKS, NAP)
            return False
        self._cores = avoiding(self._root)
        self._awake = self._ring.wait(0, LOOK_EVERY)
        if self._threads > 1 or self._ring.beside():  # threads run where this one may when it starts them
            self._return()
        return True

    def _return(self):
        """Let this thread run on all its cores again; that takes 30 us, so not while root waits, if it need not be."""
        if self._cores:
            os.sched_setaffinity(0, self._cores)
            self._cores = None


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


def put_up(ranks, near):
    """Put up the board of a run; all ranks call it, once.

    Parameters
    ----------
    ranks : Ranks
        The run.
    near : bool
        Whether all ranks are on one host; the same on all.

    Returns
    -------
    Board or None
        None on all ranks unless every worker can see it.
    """
    import numpy as np  # here: a script decides itself when, and whether, NumPy is imported

    card, token = np.full(2, -1, np.int64), np.frombuffer(os.urandom(_TOKEN), np.uint8).copy()
    memory, descriptor = _made(ranks, token) if near and ranks.rank == 0 else (None, -1)
    card[:] = os.getpid(), descriptor
    ranks.wait(ranks.comm.Ibcast(card))
    ranks.wait(ranks.comm.Ibcast(token))
    root, offered = card.tolist()
    if offered >= 0 and ranks.rank:
        memory = _seen(ranks, root, offered, token)
    has, all_have = np.array([memory is not None]), np.zeros(1, np.bool_)
    ranks.wait(ranks.comm.Iallreduce(has, all_have, ranks.MPI.LAND))
    if descriptor >= 0:
        os.close(descriptor)
    if not all_have[0]:
        return None
    return Board(ring.Ring(memory, ranks.size - 1, ranks.rank - 1), root, ranks.share)


def _size(ranks):
    return ring.size(ranks.size - 1, CAPACITY) + _TOKEN


def _made(ranks, token):
    """Memory with the token at its end, and its descriptor; none if the system does not give any."""
    from dino.runtime import host

    descriptor = -1
    with suppress(OSError, MemoryError):
        descriptor = host.shared(_size(ranks), "dino-board")
        memory = host.mapped(descriptor, _size(ranks))
        memory[-_TOKEN:] = token
        return memory[:-_TOKEN], descriptor
    if descriptor >= 0:
        os.close(descriptor)
    return None, -1


def _seen(ranks, root, descriptor, token):
    """The same memory, on a worker; None if the system does not let it see it."""
    from dino.runtime import host

    with suppress(OSError, MemoryError):
        memory = host.opened(root, descriptor, _size(ranks))
        if (memory[-_TOKEN:] == token).all():
            return memory[:-_TOKEN]
    return None
