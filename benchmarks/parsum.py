"""Sum: dino.parsum on one process against numpy.sum, interleaved in one run.

    python benchmarks/parsum.py [--dtype float64] [--largest 100000000]

Columns: medians of numpy.sum, of the kernel on one thread, and of `parsum` as a script calls it (all cores of this
process), then both ratios (above 1: faster than NumPy). Bits are compared at every size.
"""

import argparse
import os
import platform
import statistics
import time

import numpy as np

from dino import __version__
from dino.kernels import pairwise
from dino.runtime import parsum, threads

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7, 10**8)
ROUNDS = 11


def kernel(x):
    """Sum on this thread, by the kernel alone."""
    lanes = 2 if x.dtype.kind == "c" else 1
    total = np.empty(lanes, x.real.dtype)
    pairwise.tree(x.view(x.real.dtype), lanes, total)
    return (total + 0).view(x.dtype)[0]


def seconds(function, x, repeats):
    """Time one call, averaged over `repeats`."""
    start = time.perf_counter()
    for _ in range(repeats):
        function(x)
    return (time.perf_counter() - start) / repeats


def medians(x):
    """Time the three functions in turn, round by round."""
    functions = np.sum, kernel, parsum.alone
    repeats = max(1, min(2000, 10**6 // len(x)))
    rounds = [[seconds(function, x, repeats) for function in functions] for _ in range(ROUNDS)]
    return [statistics.median(times) for times in zip(*rounds)]


def main():
    """Print the machine, then a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--dtype", default="float64", choices=["float32", "float64", "complex64", "complex128"])
    parser.add_argument("--largest", type=int, default=10**8)
    arguments = parser.parse_args()
    coretype = os.environ.get("OPENBLAS_CORETYPE", "unset")
    print(f"DiNo {__version__}, Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}")
    print(f"{threads.cores()} cores, OPENBLAS_CORETYPE {coretype}, {arguments.dtype}, medians of {ROUNDS} rounds")
    print(f"{'elements':>10} {'np.sum us':>11} {'kernel us':>11} {'parsum us':>11} {'kernel x':>9} {'parsum x':>9}")
    for size in (size for size in SIZES if size <= arguments.largest):
        x = np.random.default_rng(0).random(size).astype(arguments.dtype)
        assert kernel(x).tobytes() == parsum.alone(x).tobytes() == np.sum(x).tobytes()
        numpy, one, all_cores = medians(x)
        times = "".join(f" {1e6 * value:11.2f}" for value in (numpy, one, all_cores))
        print(f"{size:>10}{times} {numpy / one:9.2f} {numpy / all_cores:9.2f}", flush=True)


if __name__ == "__main__":
    main()
