"""sort: sorting by regular samples (Shi and Schaeffer, J. Parallel Distrib. Comput. 14, 1992)."""

import numpy as np

from dino.runtime.plain.spmd import Primitive, as_bytes, comm, plain_arrays, scatter


class Sort(Primitive):
    """A sorted copy of an array."""

    moves = (scatter,)
    alone = staticmethod(np.sort)

    def prepare(self, x):
        return (x,) if plain_arrays(x, kinds="biuf") and x.ndim == 1 else None

    def compute(self, x):
        return np.sort(x)

    def trade(self, x):
        """Send each rank the values between its two splitters, and merge what comes."""
        picks = x[np.linspace(0, len(x) - 1, comm.size).astype(int)] if len(x) else x
        samples = np.sort(np.concatenate(comm.allgather(picks)))
        if not len(samples):
            return x
        splitters = samples[np.arange(1, comm.size) * len(samples) // comm.size]
        cuts = np.searchsorted(x, splitters, side="right")
        sent = np.diff([0, *cuts, len(x)]) * x.itemsize
        received = np.empty_like(sent)
        comm.Alltoall(sent, received)
        mine = np.empty(received.sum() // x.itemsize, x.dtype)
        comm.Alltoallv([as_bytes(x), sent], [as_bytes(mine), received])
        return np.sort(mine, kind="stable")


sort = Sort("sort")
