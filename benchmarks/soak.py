"""Soak: many collectives in one run, which must neither grow nor slow down.

    DINO_PATH=ranks dino mpirun -n 2 benchmarks/soak.py [--small 1000000] [--large 1000] [--most 3000000] [--slower 1.5]

First small products, then sums, sorts and products of random sizes up to `--most` elements. After each tenth a line:
seconds, and of all processes of the run the most memory meanwhile and the open descriptors. Exit status 1 if the last
has more than the third, or if the last three take `--slower` times what the second to fourth take.
"""

import argparse
import os
import statistics
import sys
import time

import numpy as np

from dino import matmul, matvec, parsum, sort

SLACK = 1.1
"""Times the memory of the third tenth that the last may have: what grows with each call grows more."""


def processes():
    """Return the ids of root and of all ranks: those that have the compiled program on their command line."""
    with open("/proc/self/cmdline", "rb") as file:
        program = next(word for word in file.read().split(b"\0") if word.endswith(b".pyc"))
    found = []
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/cmdline", "rb") as file:
                if program in file.read():
                    found.append(int(entry))
        except OSError:
            continue
    return found


def memory(pid):
    """Most resident megabytes of a process since this was last asked (proc(5), VmHWM and clear_refs).

    What is resident at one moment depends on the size of the last call; the most of a hundred sizes does not.
    """
    with open(f"/proc/{pid}/status") as file:
        most = next(line for line in file if line.startswith("VmHWM"))
    with open(f"/proc/{pid}/clear_refs", "w") as file:
        file.write("5")
    return int(most.split()[1]) / 2**10


def state():
    """Return memory and descriptors of all processes of the run."""
    pids = processes()
    return sum(map(memory, pids)), sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in pids)


def soak(name, count, call, slower):
    """Call `call` so many times; return whether memory, descriptors or time have grown."""
    history, times = [], []
    for tenth in range(10):
        start = time.perf_counter()
        for number in range(tenth * count // 10, (tenth + 1) * count // 10):
            call(number)
        history.append(state())
        seconds, (size, opened) = time.perf_counter() - start, history[-1]
        times.append(seconds)
        print(f"{name} {tenth + 1:>2}/10 {seconds:9.2f} s {size:9.1f} MB {opened:5} descriptors")
        sys.stdout.flush()
    (before, opened_before), (after, opened) = history[2], history[-1]
    late, early = statistics.median(times[-3:]), statistics.median(times[1:4])
    return after > before * SLACK or opened > opened_before or late > early * slower


def main():
    """Soak, and judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=1_000)
    parser.add_argument("--most", type=int, default=3_000_000)
    parser.add_argument("--slower", type=float, default=1.5)
    arguments = parser.parse_args()
    a, x, rng = np.arange(12.0).reshape(4, 3), np.ones(3), np.random.default_rng(0)
    pool = rng.random(arguments.most)

    def small(number):
        assert matvec(a, x)[3] == 30

    def large(number):
        size = int(rng.integers(1, len(pool)))
        y = pool[:size] + number
        side = int(size**0.5)
        square = y[: side * side].reshape(side, side)
        assert parsum(y) == np.sum(y)
        assert sort(y)[-1] == y.max()
        assert len(matvec(square, y[:side])) == side
        assert len(matmul(square[:64], square[:, :64])) == min(side, 64)

    grown = soak("small", arguments.small, small, arguments.slower) | soak(
        "large", arguments.large, large, arguments.slower
    )
    sys.exit(1 if grown else 0)


main()
