"""Runs a hand-written program round by round, as `benchmarks.primitives` asks for it; see `serve`."""

import sys
import time

import numpy as np
from mpi4py import MPI

from benchmarks.primitives.rows import BY_NAME


def serve(program, arity):
    """Run a program each time that rank 0 reads a line, and print its seconds; for "check", whether it is right.

    Called with the row and its scale: `mpiexec -n 2 python -m benchmarks.handwritten.NAME ROW SCALE`.
    """
    comm, row = MPI.COMM_WORLD, BY_NAME[sys.argv[1]]
    args = row.operands(float(sys.argv[2])) if comm.rank == 0 else (None,) * arity
    if comm.rank == 0:
        print("ready", flush=True)
    while line := asked(comm):
        comm.Barrier()
        begun = time.perf_counter()
        value = program(comm, *args)
        seconds = time.perf_counter() - begun
        if comm.rank == 0:
            print(np.allclose(value, row.theirs(*args)) if line == "check\n" else seconds, flush=True)


def asked(comm):
    """The line that rank 0 reads, empty at the end; the others wait for it without a busy loop."""
    if comm.rank == 0:
        line = sys.stdin.readline()
        for rank in range(1, comm.size):
            comm.send(line, rank)
        return line
    while not comm.Iprobe(0):
        time.sleep(1e-3)
    return comm.recv()
