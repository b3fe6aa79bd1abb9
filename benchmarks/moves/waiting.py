"""What workers cost while they wait, and how soon they come; a script of `python -m benchmarks.moves`.

    DINO_PATH=ranks dino mpirun -n 2 benchmarks/moves/waiting.py [--seconds 5] [--rounds 5]

Writes one JSON object: the share of a core that a worker takes before root has joined and after, and seconds of a
collective when busy and of the first one after a pause.
"""

import argparse
import json
import os
import statistics
import time

import numpy as np

from dino import matvec

A, X = np.ones((64, 64)), np.ones(64)


def workers():
    """Return the processes of this run's workers, and those that watch over them."""
    with open("/proc/self/cmdline", "rb") as file:
        program = file.read().split(b"\0")[1]
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if words[2:4] == [b"-m", b"dino.runtime.worker"] and program in words:
            found.append(pid)
    return found


def used(pids):
    """Seconds of processor time of some processes."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/schedstat") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def share(seconds):
    """The share of a core that one worker takes, with who watches over it, while root sleeps."""
    pids = workers()
    before, start = used(pids), time.perf_counter()
    time.sleep(seconds)
    return (used(pids) - before) / (time.perf_counter() - start) / (len(pids) / 2)


def taken():
    """Seconds of one small collective."""
    start = time.perf_counter()
    matvec(A, X)  # dino: ignore[DN113]
    return time.perf_counter() - start


def main():
    """Print shares and times."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    time.sleep(2)  # until the workers have started
    told = {"share before joining": share(arguments.seconds)}
    for _ in range(1000):
        taken()
    told["share after joining"] = share(arguments.seconds)
    rested = []
    for _ in range(arguments.rounds):
        time.sleep(arguments.seconds)
        rested.append(taken())
    told["busy"], told["rested"] = statistics.median(taken() for _ in range(1000)), statistics.median(rested)
    told["rested most"] = max(rested)
    print(json.dumps(told))


main()
