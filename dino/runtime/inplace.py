"""Root's memory in the workers' hands: on one host they read operands in place, and write results where they belong.

One copy, made by all workers at once, while root computes its own part; MPI's takes two, one rank after another. Where
the system forbids it (another user, Yama, a container's filter, another host) everything goes by MPI: that is found out
by trying, when root joins the ranks.
"""

import os

import numpy as np

from dino import variables
from dino.errors import LaunchError
from dino.kernels import reach

_TOKEN = 16  # random bytes, by which a worker knows that it has read the right process


def found(ranks, ancestor=0, hosts=1):
    """Find out whether every worker can reach root's memory; all ranks call it, once.

    Parameters
    ----------
    ranks : Ranks
        The run.
    ancestor : int
        A process from which the workers stem; Yama is asked to let it and them in. Significant on root only.
    hosts : int
        Of the run; on several, all goes by MPI. Significant on root only.

    Returns
    -------
    int
        Root's process id, on all ranks; 0 if not all of them can.

    Raises
    ------
    LaunchError
        On root, if `DINO_MOVES` asks for it and it cannot be.
    """
    wanted = variables.chosen(variables.MOVES, os.environ) if ranks.rank == 0 else ""
    card = np.zeros(3, np.int64)
    token = np.frombuffer(os.urandom(_TOKEN), np.uint8) if ranks.rank == 0 else np.empty(_TOKEN, np.uint8)
    if ranks.rank == 0 and wanted != "mpi" and hosts == 1:
        reach.allow(ancestor)
        card[:] = os.getpid(), reach.address(token), 0
    ranks.wait(ranks.comm.Ibcast(card))
    ranks.wait(ranks.comm.Ibcast(token))
    able, all_able = np.array([_can_read(*card[:2].tolist(), token)]), np.zeros(1, np.bool_)
    ranks.wait(ranks.comm.Iallreduce(able, all_able, ranks.MPI.LAND))
    if wanted == "in-place" and not all_able[0]:
        raise LaunchError(f"{variables.MOVES}=in-place, but the workers cannot read root's memory here")
    return int(card[0]) if all_able[0] else 0


def agreed(ranks, number) -> int:
    """Return the smallest of all ranks' numbers; all ranks call it."""
    mine, least = np.array([number], np.int64), np.empty(1, np.int64)
    ranks.wait(ranks.comm.Iallreduce(mine, least, ranks.MPI.MIN))
    return int(least[0])


def spare_memory() -> int:
    """Return a quarter of the memory that this host has free now, in bytes."""
    with open("/proc/meminfo") as file:
        return next((int(line.split()[1]) * 256 for line in file if line.startswith("MemAvailable:")), 0)


def _can_read(pid, where, token):
    seen = np.empty(_TOKEN, np.uint8)
    try:
        reach.read(pid, where, seen)
    except OSError:
        return False
    return pid != 0 and bool((seen == token).all())


class Remote:
    """Rows of a C-contiguous array in root's memory, which can be read piece by piece.

    Parameters
    ----------
    pid : int
        Root.
    address : int
        Of the first row.
    shape, dtype : tuple of int, numpy.dtype
        Of the rows.
    """

    def __init__(self, pid, address, shape, dtype):
        self.pid, self.address, self.shape, self.dtype = pid, address, shape, dtype
        self.row = dtype.itemsize
        for length in shape[1:]:
            self.row *= length

    def __len__(self):
        return self.shape[0]

    def __getitem__(self, rows):
        start, stop, _ = rows.indices(len(self))
        shape = (max(0, stop - start), *self.shape[1:])
        return Remote(self.pid, self.address + start * self.row, shape, self.dtype)

    @property
    def nbytes(self):
        """Bytes of all rows."""
        return len(self) * self.row

    def read(self, memory):
        """Copy the rows into `memory`, of uint8 and at least as large; return them as an array there."""
        into = memory[: self.nbytes]
        reach.read(self.pid, self.address, into)
        return into.view(self.dtype).reshape(self.shape)

    def received(self, pool):
        """Return the rows as an array on memory of a pool."""
        array = pool.array(self.shape, self.dtype)
        reach.read(self.pid, self.address, array)
        return array

    def write(self, array):
        """Fill the rows from an array of the same shape and dtype."""
        if (array.shape, array.dtype) != (self.shape, self.dtype):
            raise ValueError(f"{array.dtype}{array.shape} is not what root has room for: {self.dtype}{self.shape}")
        reach.write(self.pid, self.address, np.ascontiguousarray(array))
