"""Product of a matrix and a vector on rank 0, rows divided among the ranks: what one writes by hand with mpi4py."""

import numpy as np
from mpi4py import MPI

from benchmarks.handwritten.rounds import serve


def matvec(comm, a, x):
    """Multiply `a` and `x`, which rank 0 has; the product on rank 0, None elsewhere."""
    m, k = comm.bcast(a.shape if comm.rank == 0 else None)
    edges = np.linspace(0, m, comm.size + 1).astype(int)
    rows = np.diff(edges)
    x = x if comm.rank == 0 else np.empty(k)
    comm.Bcast(x)
    if comm.rank == 0:
        comm.Scatterv([a, rows * k, edges[:-1] * k, MPI.DOUBLE], MPI.IN_PLACE)
        product = np.empty(m)
        np.matmul(a[: rows[0]], x, out=product[: rows[0]])
        comm.Gatherv(MPI.IN_PLACE, [product, rows, edges[:-1], MPI.DOUBLE])
        return product
    block = np.empty((rows[comm.rank], k))
    comm.Scatterv(None, block)
    comm.Gatherv(block @ x, None)
    return None


if __name__ == "__main__":
    serve(matvec, 2)
