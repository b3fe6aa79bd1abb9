"""A hundred products of one matrix, plainly and in a library's callback; a script of `python -m benchmarks.moves`.

    dino mpirun -n 2 benchmarks/moves/residency.py [--length 8192] [--rounds 9]

Writes one JSON object: NumPy's time (in the same loop) over that of DiNo's plain loop, and that over its callback's.
Medians of rounds, as the memory that a virtual machine shares with others is now slower, now faster, for seconds.
"""

import argparse
import functools
import json
import statistics
import time

import numpy as np

from dino import matvec

TIMES = 100


def loop(product, a, x):
    """Plainly."""
    for _ in range(TIMES):
        x = product(a, x)
        x /= abs(x).max()
    return x


def callback(product, a, x):
    """As a library would call it."""

    def step(x, _):
        x = product(a, x)
        x /= abs(x).max()
        return x

    return functools.reduce(step, range(TIMES), x)


def seconds(function, *args):
    """Time one call."""
    start = time.perf_counter()
    function(*args)
    return time.perf_counter() - start


def ratio(times, one, other):
    """Return how often the other way fits into one."""
    return statistics.median(before / after for before, after in zip(times[one], times[other]))


def main():
    """Print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--length", type=int, default=8192)
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    a, x = np.random.default_rng(0).random((arguments.length, arguments.length)), np.ones(arguments.length)
    ways = {"numpy": (loop, np.matmul), "loop": (loop, matvec), "callback": (callback, matvec)}
    times = {name: [] for name in ways}
    for way, product in ways.values():
        assert np.allclose(way(product, a, x), loop(np.matmul, a, x))
    names = list(ways)
    for _ in range(arguments.rounds):
        for name in names:
            times[name].append(seconds(*ways[name], a, x))
        names.append(names.pop(0))  # each is first as often as the others
    found = {"against NumPy": ratio(times, "numpy", "loop"), "in a callback": ratio(times, "loop", "callback")}
    print(json.dumps(found))


main()
