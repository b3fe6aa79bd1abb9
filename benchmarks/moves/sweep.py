"""Every primitive against NumPy, from 1 element to many, interleaved; a script of `python -m benchmarks.moves`.

    dino mpirun -n 2 benchmarks/moves/sweep.py [--largest 100000000] [--most SECONDS]

Writes one JSON object per size: medians of NumPy, of DiNo, and of how much faster DiNo was than NumPy just before or
after; what DiNo predicted, and who computed.
"""

import argparse
import json
import statistics
import sys
import time

import numpy as np

import dino
from dino.primitives import TABLE
from dino.runtime import session, verdict
from dino.runtime.primitives import STEPS

ROUNDS = 13
MORE_ROUNDS = 25
"""Where there is no pause between two timings."""
PAUSE = 0.15
"""Seconds before each timing of a product: so long do the threads of NumPy's BLAS spin after the last, on our cores."""
TIMED = 2e-3
"""Seconds that one timing takes at least."""


def seconds(function, args, repeats):
    """Time one call, averaged over `repeats`."""
    start = time.perf_counter()
    for _ in range(repeats):
        function(*args)
    return (time.perf_counter() - start) / repeats


def operands(row, elements, rng):
    """Random operands of a row, all dimensions equal, the largest of so many elements."""
    letters = max(row.dimensions[0], key=len)
    length = round(elements ** (1 / len(letters)))
    return [rng.random((length,) * len(argument)) for argument in row.dimensions[0]]


def rested(function, args, repeats, pause):
    """Time one call, of several after a pause; the first wakes threads and ranks, and does not count."""
    time.sleep(pause)
    if repeats > 1:
        function(*args)
    return seconds(function, args, repeats)


def warm(function, args):
    """Time a call that is not the first; the shortest of some, if they are short."""
    spent = seconds(function, args, 1)
    return min(spent, *(seconds(function, args, 1) for _ in range(5))) if spent < TIMED else spent


def compared(ours, theirs, args, most, pause):
    """Time both in turn, now this first, now that; return medians: of both, their ratio, what DiNo adds to a call."""
    first = seconds(theirs, args, 1), seconds(ours, args, 1)
    if max(first) > 5 * most:
        return *first, first[0] / first[1], first[1] - first[0]
    spent = max(warm(theirs, args), warm(ours, args))
    repeats = max(1 if spent > TIMED else 5, min(1000, round(TIMED / max(spent, 1e-7))))
    rounds = max(1, min(ROUNDS if pause else MORE_ROUNDS, round(most / (2 * spent * repeats))))
    pairs = []
    for turn in range(rounds):
        order = (theirs, ours) if turn % 2 else (ours, theirs)
        times = {function: rested(function, args, repeats, pause) for function in order}
        pairs.append((times[theirs], times[ours]))
    medians = (statistics.median(times) for times in zip(*pairs))
    ratio = statistics.median(numpys / mine for numpys, mine in pairs)
    return *medians, ratio, statistics.median(mine - numpys for numpys, mine in pairs)


def predicted(row, args):
    """Return who is to compute a call, and the seconds foretold for that."""
    here = session.current()
    if here is None:
        return "alone", 0.0
    if here.judge.hopeless(row, args):
        return "alone", here.judge.at_best(row, args)[0]
    price = here.judge.price(row, STEPS[row.name].module.prepare(*args))
    ranks = price.pays if verdict.PATH == "auto" else verdict.PATH == "ranks"
    return ("ranks", price.ranks) if ranks else ("alone", price.alone)


def sizes(largest):
    """Return 1, 3, 10, 30, ... up to `largest`."""
    decades = [10**power for power in range(20) if 10**power <= largest]
    return sorted(size for size in [*decades, *(3 * size for size in decades)] if size <= largest)


def main():
    """Print what each size of each primitive took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--largest", type=int, default=10**7)
    parser.add_argument("--most", type=float, default=0.7, help="seconds for each size, about")
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    for row in (row for row in TABLE if row.alias):
        theirs = getattr(np, row.alias.removeprefix("numpy."))
        for elements in sizes(arguments.largest):
            args = operands(row, elements, rng)
            pause = PAUSE if row.flops.startswith("2*") else 0
            numpys, mine, ratio, added = compared(getattr(dino, row.name), theirs, args, arguments.most, pause)
            way, foretold = predicted(row, args)
            told = {"numpy": numpys, "dino": mine, "ratio": ratio, "added": added, "predicted": foretold}
            print(json.dumps({"primitive": row.name, "elements": elements, "way": way, **told}))
            sys.stdout.flush()


main()
