"""The ranks of one host, and the one copy that they share of what goes to every rank.

Where operands go by MPI, a copy for each rank would cost a host its memory, and the time to fill it, once for each of
its ranks. So the first rank of a host receives the operand, in memory that the others map: a memfd, which no small
/dev/shm bounds, and which they open by way of /proc. Whether the system lets them is tried once, when the ranks meet.
"""

import errno
import os
import time

import numpy as np

LEAST = 1 << 20
"""Bytes below which a copy for each rank costs less than to agree on one."""

_NAME = "dino"  # shown in /proc/PID/maps
_TOKEN = 16  # random bytes, by which a rank knows that it has mapped the right memory


class Host:
    """The ranks of this rank's host.

    Parameters
    ----------
    near : mpi4py.MPI.Comm
        These ranks.
    firsts : mpi4py.MPI.Comm or None
        The first rank of every host, root being the first of all; None on the others.
    """

    def __init__(self, near, firsts):
        self.near, self.firsts = near, firsts
        self._scratch = np.empty(0, np.uint8)  # shared; what does not stay is put here, again and again

    def bcast(self, ranks, array, size, stays):
        """Give the ranks of every host one copy.

        Parameters
        ----------
        ranks : Ranks
            The run; all of them call this.
        array : ndarray of uint8 or None
            Significant on root only.
        size : int
            Its bytes.
        stays : bool
            Whether the copy outlives the collective; else the next one may be put in its place.

        Returns
        -------
        ndarray of uint8
            The copy; on root its own array.
        """
        begun = time.perf_counter()
        ranks.wait(self.near.Ibarrier())  # nobody here uses the copy before this one any more
        if self.near.rank:
            return self._mapped(ranks, size, stays)
        memory, descriptor = self._memory(size, stays)
        self._received(ranks, array, memory)
        self._offered(ranks, array if memory is None else memory, descriptor)
        if ranks.observed is not None:
            ranks.observed("Bcast to hosts", size, time.perf_counter() - begun)
        return memory if array is None else array

    def _memory(self, size, stays):
        """Memory for a copy; a descriptor if others must map it, None if they have, -1 if it is not shared."""
        if self.near.size == 1:
            return (None if self.firsts.rank == 0 else np.empty(size, np.uint8)), -1
        if not stays and size <= len(self._scratch):
            return self._scratch[:size], None
        try:
            descriptor = shared(size)
        except OSError:  # no room: each rank finds out whether it has some of its own
            return (None if self.firsts.rank == 0 else np.empty(size, np.uint8)), -1
        memory = mapped(descriptor, size)
        self._scratch = self._scratch if stays else memory
        return memory, descriptor

    def _received(self, ranks, array, memory):
        """Move what root has to the first rank of every host."""
        request = self.firsts.Ibcast([memory if array is None else array, ranks.MPI.BYTE])
        if array is not None and memory is not None:
            memory[:] = array
        ranks.wait(request)

    def _offered(self, ranks, memory, descriptor):
        """Let the other ranks of this host have what is in `memory` now."""
        if self.near.size == 1:
            return
        card = np.array([os.getpid(), -2 if descriptor is None else descriptor], np.int64)
        ranks.wait(self.near.Ibcast(card))
        if descriptor == -1:
            ranks.wait(self.near.Ibcast([memory, ranks.MPI.BYTE]))
        elif descriptor is not None:
            ranks.wait(self.near.Ibarrier())
            os.close(descriptor)

    def _mapped(self, ranks, size, stays):
        """The copy, on a rank that is not the first of its host."""
        pid, descriptor = self._card(ranks)
        if descriptor == -2:
            return self._scratch[:size]
        if descriptor == -1:
            memory = np.empty(size, np.uint8)
            ranks.wait(self.near.Ibcast([memory, ranks.MPI.BYTE]))
            return memory
        memory = opened(pid, descriptor, size)
        ranks.wait(self.near.Ibarrier())
        self._scratch = self._scratch if stays else memory
        return memory

    def _card(self, ranks):
        card = np.empty(2, np.int64)
        ranks.wait(self.near.Ibcast(card))
        return card.tolist()


def shared(size, name=_NAME):
    """Return the descriptor of `size` bytes that other processes can map; there is room for all of them.

    Raises
    ------
    OSError
        If there is none.
    """
    descriptor = os.memfd_create(name)
    try:
        os.posix_fallocate(descriptor, 0, size)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def mapped(descriptor, size):
    """Map the memory of a descriptor; it is given back with the array.

    Raises
    ------
    MemoryError
        If this process may not have so much more.
    """
    from mmap import mmap

    try:
        return np.frombuffer(mmap(descriptor, size), np.uint8)
    except OSError as error:
        if error.errno != errno.ENOMEM:
            raise
        raise MemoryError(f"Unable to map {size} bytes that the ranks of this host share") from None


def opened(pid, descriptor, size):
    """Map the memory of another process's descriptor.

    Raises
    ------
    OSError
        If the system does not let us.
    """
    own = os.open(f"/proc/{pid}/fd/{descriptor}", os.O_RDWR | os.O_CLOEXEC)
    try:
        return mapped(own, size)
    finally:
        os.close(own)


def met(ranks, near):
    """Find out whether every rank can map what the first of its host has; all ranks call it, once.

    Parameters
    ----------
    ranks : Ranks
        The run.
    near : mpi4py.MPI.Comm
        The ranks of this host, root's first among those of root's.

    Returns
    -------
    Host or None
        None on all ranks if not, or if each has a host of its own.
    """
    able, all_able = np.array([_can_share(ranks, near), near.size == 1]), np.zeros(2, np.bool_)
    ranks.wait(ranks.comm.Iallreduce(able, all_able, ranks.MPI.LAND))
    if not all_able[0] or all_able[1]:
        return None
    firsts = ranks.comm.Split(ranks.MPI.UNDEFINED if near.rank else 0, ranks.rank)
    return Host(near, None if near.rank else firsts)


def _can_share(ranks, near) -> bool:
    if near.size == 1:
        return True
    card, token, descriptor = np.full(2, -1, np.int64), np.empty(_TOKEN, np.uint8), -1
    if near.rank == 0:
        token[:] = np.frombuffer(os.urandom(_TOKEN), np.uint8)
        descriptor = _offer(token)
        card[:] = os.getpid(), descriptor
    ranks.wait(near.Ibcast(card))
    ranks.wait(near.Ibcast(token))
    seen = near.rank == 0 or _sees(*card.tolist(), token)
    ranks.wait(near.Ibarrier())
    if descriptor >= 0:
        os.close(descriptor)
    return seen and card[1] >= 0


def _offer(token):
    try:
        descriptor = shared(_TOKEN)
        mapped(descriptor, _TOKEN)[:] = token
        return descriptor
    except OSError:
        return -1


def _sees(pid, descriptor, token):
    try:
        return bool((opened(pid, descriptor, _TOKEN) == token).all())
    except OSError:
        return False
