"""A sorted copy of a vector on rank 0, by samples: what one writes by hand with mpi4py."""

import numpy as np
from mpi4py import MPI

from benchmarks.handwritten.rounds import serve

SAMPLES = 32


def sort(comm, x):
    """Sort `x`, which rank 0 has; the result on rank 0, None elsewhere."""
    edges = np.linspace(0, comm.bcast(len(x) if comm.rank == 0 else None), comm.size + 1).astype(int)
    counts = np.diff(edges)
    if comm.rank == 0:
        comm.Scatterv([x, counts, edges[:-1], MPI.DOUBLE], MPI.IN_PLACE)
        block = np.sort(x[: counts[0]])
    else:
        block = np.empty(counts[comm.rank])
        comm.Scatterv(None, block)
        block.sort()
    samples = np.empty((comm.size, SAMPLES))
    comm.Allgather(block[np.linspace(0, len(block) - 1, SAMPLES).astype(int)], samples)
    splitters = np.sort(samples.ravel())[SAMPLES * np.arange(1, comm.size)]
    cuts = np.searchsorted(block, splitters)
    sent = np.diff(cuts, prepend=0, append=len(block))
    received = np.empty_like(sent)
    comm.Alltoall(sent, received)
    mine = np.empty(received.sum())
    comm.Alltoallv([block, sent], [mine, received])
    mine.sort()
    sizes = comm.gather(len(mine))
    whole = np.empty(len(x)) if comm.rank == 0 else None
    comm.Gatherv(mine, [whole, sizes] if comm.rank == 0 else None)
    return whole


if __name__ == "__main__":
    serve(sort, 1)
