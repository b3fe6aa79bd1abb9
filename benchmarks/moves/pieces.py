"""matmul by MPI, in one piece and in several: `python benchmarks/moves/pieces.py`; as root with `--gigabit`.

Two ranks that may not use shared memory, as on two hosts, with one thread each; both ways take turns, on operands that
have changed. `--gigabit` lets loopback carry 1 Gbit/s, while this runs.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 3
SHAPER = ["tc", "qdisc"]
WAYS = {
    "shared memory": {},
    "TCP": {"MPIR_CVAR_NOLOCAL": "1", "UCX_TLS": "tcp,self"},
}


def measure(n):
    """Take the times, under `dino mpirun`: medians, whole and in pieces."""
    import numpy as np

    from dino import matmul
    from dino.runtime import pieces

    rng = np.random.default_rng(1)
    a, b = rng.random((n, n)), rng.random((n, n))
    product = matmul(a, b)
    times, decide = {False: [], True: []}, pieces.rows
    for turn in range(3 * ROUNDS):  # an odd number of calls between two of a kind: memory alternates
        cut = bool(turn % 3)
        pieces.rows = decide if cut else lambda plan: 0
        a += 1
        b += 1
        begun = time.perf_counter()
        product = matmul(a, b)
        times[cut].append(time.perf_counter() - begun)
    assert product.shape == (n, n)
    print(json.dumps([statistics.median(times[cut]) for cut in (False, True)]))


def main(gigabit):
    """Print the table."""
    print(f"{'by way of':<16}{'n':>6}{'whole':>12}{'in pieces':>12}{'ratio':>8}")
    if gigabit:
        shape = [*SHAPER, "add", "dev", "lo", "root", "tbf", "rate", "1gbit", "burst", "2mb", "latency", "50ms"]
        subprocess.run(shape, check=True)
    try:
        for name, variables in {"TCP, 1 Gbit/s": WAYS["TCP"]}.items() if gigabit else WAYS.items():
            for n in (2048, 4096):
                whole, cut = run(n, variables)
                print(f"{name:<16}{n:>6}{whole:>10.2f} s{cut:>10.2f} s{whole / cut:>8.2f}", flush=True)
    finally:
        if gigabit:
            subprocess.run([*SHAPER, "del", "dev", "lo", "root"], check=True)


def run(n, variables):
    """Measure in a run of its own."""
    given = {"OMP_NUM_THREADS": "1", "DINO_PATH": "ranks", "DINO_MOVES": "mpi", **variables}
    dino = Path(sys.executable).with_name("dino")
    command = [dino, "mpirun", "--local", "-n", "2", __file__, "measure", str(n)]
    told = subprocess.run(command, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(told.stdout)


if __name__ == "__main__":
    measure(int(sys.argv[2])) if sys.argv[1:2] == ["measure"] else main("--gigabit" in sys.argv)
