"""MPICH's network modules over TCP, on this host's loopback: `python benchmarks/moves/netmod.py`.

Two ranks that may not use shared memory, as on two hosts; the modules in turn, medians. Columns: an 8-byte message and
its answer, halved; bytes per second of Bcast and Scatterv of 64 MB.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

WAYS = {
    "ucx (UCX_TLS=tcp,self)": {"MPIR_CVAR_CH4_NETMOD": "ucx", "UCX_TLS": "tcp,self"},
    "ofi (FI_PROVIDER=tcp)": {"MPIR_CVAR_CH4_NETMOD": "ofi", "FI_PROVIDER": "tcp"},
    "ofi (FI_PROVIDER=sockets)": {"MPIR_CVAR_CH4_NETMOD": "ofi", "FI_PROVIDER": "sockets"},
}
SIZE, ROUNDS = 1 << 26, 5


def rank():
    """Measure, as one of two ranks."""
    import numpy as np
    from mpi4py import MPI

    comm, data, word = MPI.COMM_WORLD, np.ones(SIZE, np.uint8), np.zeros(8, np.uint8)
    half = np.empty(SIZE // 2, np.uint8)

    def ping():
        (comm.Send if comm.rank == 0 else comm.Recv)(word, 1 - comm.rank)
        (comm.Recv if comm.rank == 0 else comm.Send)(word, 1 - comm.rank)

    def seconds(work, count):
        comm.Barrier()
        start = time.perf_counter()
        for _ in range(count):
            work()
        comm.Barrier()
        return (time.perf_counter() - start) / count

    ping()
    comm.Bcast(data)
    comm.Scatter(data if comm.rank == 0 else None, half)
    found = seconds(ping, 1000) / 2, seconds(lambda: comm.Bcast(data), 3)
    found += (seconds(lambda: comm.Scatter(data if comm.rank == 0 else None, half), 3),)
    if comm.rank == 0:
        print(json.dumps(found))


def main():
    """Run each module in turn; print the table."""
    mpiexec, times = Path(sys.executable).with_name("mpiexec"), {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, variables in WAYS.items():
            command = [mpiexec, "-n", "2", sys.executable, __file__, "rank"]
            environment = {**os.environ, "MPIR_CVAR_NOLOCAL": "1", **variables}
            told = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
            times[name].append(json.loads(told))
    print(f"{'netmod':<28}{'8 bytes':>12}{'Bcast':>12}{'Scatterv':>12}")
    for name, rounds in times.items():
        ping, bcast, scatter = (statistics.median(column) for column in zip(*rounds))
        rates = f"{SIZE / bcast / 1e9:>7.2f} GB/s{SIZE / 2 / scatter / 1e9:>7.2f} GB/s"
        print(f"{name:<28}{ping * 1e6:>9.1f} us{rates}")


rank() if sys.argv[1:] == ["rank"] else main()
