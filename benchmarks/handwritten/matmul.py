"""Product of two matrices on rank 0, rows divided among the ranks: what one writes by hand with mpi4py."""

import numpy as np
from mpi4py import MPI

from benchmarks.handwritten.rounds import serve


def matmul(comm, a, b):
    """Multiply `a` and `b`, which rank 0 has; the product on rank 0, None elsewhere."""
    m, k, n = comm.bcast((*a.shape, b.shape[1]) if comm.rank == 0 else None)
    edges = np.linspace(0, m, comm.size + 1).astype(int)
    rows = np.diff(edges)
    b = b if comm.rank == 0 else np.empty((k, n))
    comm.Bcast(b)
    if comm.rank == 0:
        comm.Scatterv([a, rows * k, edges[:-1] * k, MPI.DOUBLE], MPI.IN_PLACE)
        product = np.empty((m, n))
        np.matmul(a[: rows[0]], b, out=product[: rows[0]])
        comm.Gatherv(MPI.IN_PLACE, [product, rows * n, edges[:-1] * n, MPI.DOUBLE])
        return product
    block = np.empty((rows[comm.rank], k))
    comm.Scatterv(None, block)
    comm.Gatherv(block @ b, None)
    return None


if __name__ == "__main__":
    serve(matmul, 2)
