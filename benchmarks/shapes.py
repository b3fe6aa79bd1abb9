"""Primitives on root alone against NumPy, in shapes, dtypes and memory orders other than squares of doubles.

    python benchmarks/shapes.py [matmul matvec parsum sort] [--all]

Prints what is slower than it should be (design section 8: at least 0.9 of NumPy's speed from 50 us on, 3 us more before
that), or all. NumPy and DiNo take turns; before each turn of a product is a pause, in which the threads of NumPy's BLAS
stop spinning.
"""

import argparse
import statistics
import time

import numpy as np

import dino

PAUSE = 0.17
ROUNDS = 5
TIMED = 1.5e-3
"""Seconds that one timing takes at least, if that is not more than `MOST` calls."""
MOST = 200

SQUARES = (50, 200, 300, 362, 450, 550, 650, 700, 720, 850, 1000, 2000)
MATRICES = [
    *((n, n) for n in SQUARES),
    *((20000, 10), (10, 20000), (100000, 5), (5, 100000), (3000, 100), (100, 3000), (1, 10**6), (10**6, 1)),
]
PAIRS = [
    *((n, n, n) for n in (30, 60, 100, 150, 200, 300, 450, 700)),
    *((1000, 1000, 4), (4, 1000, 1000), (1000, 4, 1000), (1000, 1000, 1), (1, 1000, 1000), (10000, 10, 10)),
    *((10, 10000, 10), (10, 10, 10000), (200, 5000, 200), (5000, 50, 50), (100000, 3, 3), (2000, 1, 2000)),
]
LENGTHS = (100, 1000, 4000, 5000, 10**4, 30000, 10**5, 131000, 132000, 2 * 10**5, 3 * 10**5, 10**6)
ORDERS = {
    "by rows": lambda x: x,
    "by columns": np.asfortranarray,
    "gaps": lambda x: np.repeat(x, 2, 1)[:, : x.shape[1]],
}


def matvecs(rng):
    """Matrices of all shapes, types and orders, and vectors."""
    for m, k in MATRICES:
        for code in "dfD" if m * k < 2e6 else "d":
            x = rng.random(k).astype(code)
            for order, arranged in ORDERS.items():
                yield f"{m} x {k} {code}, {order}", (arranged(rng.random((m, k)).astype(code)), x)


def matmuls(rng):
    """The same, with a second matrix stored by rows or by columns."""
    for m, k, n in PAIRS:
        for code in "dfl" if m * k * n < 1e6 else "df":
            for order, arranged in ORDERS.items():
                a, b = (10 * rng.random(shape).astype(code) for shape in ((m, k), (k, n)))
                yield f"{m} x {k} x {n} {code}, {order}", (arranged(a.astype(code)), b.astype(code))
            yield f"{m} x {k} x {n} {code}, the second by columns", (a, np.asfortranarray(b))


def parsums(rng):
    """Vectors and matrices, with gaps and without."""
    for n in LENGTHS:
        for code in "dfDil?":
            yield f"{n} {code}", ((9 * rng.random(n)).astype(code),)
        side = int(n**0.5)
        for order, arranged in ORDERS.items():
            yield f"{side} x {side} d, {order}", (arranged(rng.random((side, side))),)


def sorts(rng):
    """Vectors of many values and of few, in order and in none; rows."""
    for n in LENGTHS:
        for code in "dfDilehb":
            yield f"{n} {code}", ((9 * rng.normal(size=n)).astype(code),)
        yield f"{n} d, 100 values", (np.round(100 * rng.random(n)),)
        yield f"{n} d, sorted", (np.arange(n, dtype=float),)
        yield f"{n} d, reversed view", (np.arange(n, dtype=float)[::-1],)
        yield f"{n // 100} rows", (rng.random((n // 100, 100)),)


CASES = {"matmul": matmuls, "matvec": matvecs, "parsum": parsums, "sort": sorts}


def seconds(function, args, repeats):
    """Time one call, averaged over `repeats`."""
    start = time.perf_counter()
    for _ in range(repeats):
        function(*args)
    return (time.perf_counter() - start) / repeats


def compared(theirs, ours, args, pause):
    """Return NumPy's median, and the medians of quotients and of differences."""
    once = min(seconds(theirs, args, 1) for _ in range(3))
    repeats = max(3, min(MOST, round(TIMED / once)))
    pairs = []
    for _ in range(ROUNDS):
        for function in (theirs, ours):
            time.sleep(pause)
            function(*args)
            pairs.append(seconds(function, args, repeats))
    rounds = list(zip(pairs[::2], pairs[1::2]))
    ratio = statistics.median(numpys / mine for numpys, mine in rounds)
    return statistics.median(pairs[::2]), ratio, statistics.median(mine - numpys for numpys, mine in rounds)


def main():
    """Print the table, and how many of how many are fast enough."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="primitive", help=", ".join(CASES))
    parser.add_argument("--all", action="store_true", help="also what is fast enough")
    arguments = parser.parse_args()
    for name in arguments.names or CASES:
        theirs = np.sum if name == "parsum" else getattr(np, name)
        pause, fast, total = PAUSE if name.startswith("mat") else 0, 0, 0
        for what, args in CASES[name](np.random.default_rng(0)):
            numpys, ratio, added = compared(theirs, getattr(dino, name), args, pause)
            good = ratio >= 0.9 if numpys >= 5e-5 else added <= 3e-6
            fast, total = fast + good, total + 1
            if arguments.all or not good:
                print(f"{name} {what:40} NumPy {numpys * 1e6:9.1f} us  ratio {ratio:5.2f}  added {added * 1e6:8.1f} us")
        print(f"{name}: {fast} of {total} fast enough", flush=True)


if __name__ == "__main__":
    main()
