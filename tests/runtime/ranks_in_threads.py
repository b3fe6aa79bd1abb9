"""Ranks in threads: a communicator for tests of one process, with the calls of mpi4py that the runtime makes."""

import threading

import numpy as np

from dino.runtime import layout

WAIT = 30


class Ranks:
    """What the ranks of one communicator share.

    Parameters
    ----------
    size : int
        Number of ranks.
    """

    def __init__(self, size):
        self.size, self.slots, self.calls = size, [None] * size, []
        self.barrier = threading.Barrier(size, timeout=WAIT)


class Comm:
    """The communicator as one rank sees it; every collective is checked to be the same one on all ranks."""

    def __init__(self, ranks, rank):
        self.ranks, self.rank, self.size = ranks, rank, ranks.size

    def Get_rank(self):
        return self.rank

    def Get_size(self):
        return self.size

    def Allgather(self, send, receive):
        everyone = self._meet("Allgather", _array(send).copy())
        _array(receive).reshape(self.size, -1)[:] = [part.reshape(-1) for part in everyone]

    def Alltoall(self, send, receive):
        everyone = self._meet("Alltoall", _array(send).reshape(self.size, -1).copy())
        _array(receive).reshape(self.size, -1)[:] = [part[self.rank] for part in everyone]

    def Alltoallv(self, send, receive):
        array, (counts, displs) = send
        assert sum(counts) == len(array)
        everyone = self._meet("Alltoallv", [array[d : d + n].copy() for n, d in zip(counts, displs)])
        into, (counts, displs) = receive
        for part, count, displ in zip((parts[self.rank] for parts in everyone), counts, displs):
            assert len(part) == count, "what is sent is not what is expected"
            into[displ : displ + count] = part

    def _meet(self, name, value):
        """Wait for all ranks, and return what each of them brought."""
        self.ranks.slots[self.rank] = name, value
        self.ranks.barrier.wait()
        brought = list(self.ranks.slots)
        self.ranks.barrier.wait()
        assert {other for other, _ in brought} == {name}, f"ranks met in different collectives: {brought}"
        if self.rank == 0:
            self.ranks.calls.append(name)
        return [value for _, value in brought]


def _array(buffer):
    return buffer if isinstance(buffer, np.ndarray) else buffer[0]


def run(size, work):
    """Call `work(comm)` on every rank, and return the results in rank order and the names of the collectives.

    The first failure on any rank ends the others, and is raised.
    """
    ranks, results, failures = Ranks(size), [None] * size, []

    def rank(number):
        try:
            results[number] = work(Comm(ranks, number))
        except BaseException as failure:
            failures.append(failure)
            ranks.barrier.abort()

    threads = [threading.Thread(target=rank, args=(number,), daemon=True) for number in range(size)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    if failures:
        raise next((f for f in failures if not isinstance(f, threading.BrokenBarrierError)), failures[0])
    assert not any(thread.is_alive() for thread in threads), "a rank did not end"
    return results, ranks.calls


def in_blocks(primitive, size, *args):
    """Compute a primitive without exchange as `size` ranks would, one block after the other.

    Every block is a fresh copy, as what MPI receives is, and not aligned as the whole was.
    """
    call = primitive.prepare(*args)
    divided, *copied = call.operands
    counts = layout.blocks(len(divided), size, call.grain)
    parts = [
        primitive.local(
            _moved(divided[start : start + count]),
            *map(np.copy, copied),
            start=start,
            total=len(divided),
            **call.options,
        )
        for start, count in zip(layout.displs(counts), counts)
    ]
    return primitive.finish(np.concatenate(parts) if call.shape else parts, call)


def _moved(block):
    """Copy a block to an address that is aligned to its elements only."""
    copy = np.empty(block.size + 1, block.dtype)[1:].reshape(block.shape)
    copy[:] = block
    return copy
