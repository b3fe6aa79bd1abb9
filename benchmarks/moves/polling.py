"""The collectives of `waiting.py`, written by hand, with a worker that never sleeps: what the machine itself takes.

    mpiexec -n 2 python benchmarks/moves/polling.py

Writes one JSON object: seconds of a product when busy, and of the first one after a pause.
"""

import json
import statistics
import time

import numpy as np
from mpi4py import MPI

SECONDS, ROUNDS, BUSY = 5.0, 5, 1000
comm = MPI.COMM_WORLD
A, x = (np.ones((64, 64)), np.ones(64)) if comm.rank == 0 else (None, np.empty(64))
block, y = np.empty((64 // comm.size, 64)), np.empty(64)


def taken():
    """Seconds of one product over the ranks."""
    start = time.perf_counter()
    comm.Scatter(A, block)
    comm.Bcast(x)
    comm.Gather(np.matvec(block, x), y)
    return time.perf_counter() - start


rested = []
for _ in range(ROUNDS):
    if comm.rank == 0:
        time.sleep(SECONDS)
    rested.append(taken())
busy = statistics.median(taken() for _ in range(BUSY))
if comm.rank == 0:
    print(json.dumps({"busy": busy, "rested": statistics.median(rested)}))
