"""Whole processes: a script without primitives, and a tiny one next to its like written by hand with mpi4py."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PLAIN = "print(sum(range(1000)))\n"
TINY = """\
import numpy as np
from dino import matmul, parsum
A, B = np.arange(50.0).reshape(5, 10), np.arange(20.0).reshape(10, 2)
C = matmul(A, B)
print(C, parsum(C))
"""
BY_HAND = """\
import numpy as np
from mpi4py import MPI

comm = MPI.COMM_WORLD
rank, size = comm.rank, comm.size
rows = [5 // size + (r < 5 % size) for r in range(size)]
starts = [sum(rows[:r]) for r in range(size)]
A, B = (np.arange(50.0).reshape(5, 10), np.arange(20.0).reshape(10, 2)) if rank == 0 else (None, np.empty((10, 2)))
block, C = np.empty((rows[rank], 10)), np.empty((5, 2)) if rank == 0 else None
comm.Scatterv([A, [10 * n for n in rows], [10 * n for n in starts], MPI.DOUBLE], block)
comm.Bcast(B)
part = block @ B
comm.Gatherv(part, [C, [2 * n for n in rows], [2 * n for n in starts], MPI.DOUBLE])
total = comm.reduce(part.sum())
if rank == 0:
    print(C, total)
"""


def measured(rounds=15):
    """Time each way in turn; return the medians, in seconds.

    Parameters
    ----------
    rounds : int
        Of which the first, that compiles, does not count.
    """
    bin, python = Path(sys.executable).parent, sys.executable
    ranks = {"DINO_PATH": "ranks"}
    with tempfile.TemporaryDirectory(prefix="dino-start-") as cache, tempfile.TemporaryDirectory() as folder:
        for name, text in (("plain.py", PLAIN), ("tiny.py", TINY), ("hand.py", BY_HAND)):
            Path(folder, name).write_text(text)
        launched = [python, "-m", "dino", "mpirun", "-n", "2"]
        ways = {
            "plain, python": ([python, "plain.py"], {}),
            "plain, dino": ([*launched, "plain.py"], {}),
            "tiny, by hand": ([str(bin / "mpiexec"), "-n", "2", python, "hand.py"], {}),
            "tiny, dino": ([*launched, "tiny.py"], {}),
            "tiny, dino, on the ranks": ([*launched, "tiny.py"], ranks),
        }
        times = {name: [] for name in ways}
        for _ in range(rounds):
            for name, (command, more) in ways.items():
                times[name].append(
                    _seconds(command, folder, {**more, "XDG_CACHE_HOME": cache, "PYTHONPYCACHEPREFIX": cache})
                )
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def _seconds(command, folder, more):
    environment = {**os.environ, **more}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # else DiNo's own sources are compiled at each start
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start
