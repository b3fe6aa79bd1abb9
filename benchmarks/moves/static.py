"""What a static line adds to a small call, against NumPy's; a script of `python -m benchmarks.moves`.

    dino mpirun -n 2 benchmarks/moves/static.py

The calls stand at the top level, where all ranks walk them. Writes one JSON object: by primitive, seconds of a call, of
NumPy and of DiNo, the best of several turns.
"""

import json
import time

import numpy as np

from dino import matmul, matvec, parsum, sort

CALLS, TURNS = 1000, 30
A, B, X = np.random.rand(5, 5), np.random.rand(5, 5), np.random.rand(5)
best = dict.fromkeys(("matmul", "matvec", "parsum", "sort"), (1.0, 1.0))


def noted(name, numpy, dino):
    """Keep the best of each."""
    best[name] = min(best[name][0], numpy / CALLS), min(best[name][1], dino / CALLS)


for _ in range(TURNS):
    start = time.perf_counter()
    for _ in range(CALLS):
        y = np.matmul(A, B)
    half = time.perf_counter()
    for _ in range(CALLS):
        y = matmul(A, B)  # dino: ignore[DN301]
    noted("matmul", half - start, time.perf_counter() - half)
    start = time.perf_counter()
    for _ in range(CALLS):
        y = np.matvec(A, X)
    half = time.perf_counter()
    for _ in range(CALLS):
        y = matvec(A, X)  # dino: ignore[DN301]
    noted("matvec", half - start, time.perf_counter() - half)
    start = time.perf_counter()
    for _ in range(CALLS):
        y = np.sum(X)
    half = time.perf_counter()
    for _ in range(CALLS):
        y = parsum(X)  # dino: ignore[DN301]
    noted("parsum", half - start, time.perf_counter() - half)
    start = time.perf_counter()
    for _ in range(CALLS):
        y = np.sort(X)
    half = time.perf_counter()
    for _ in range(CALLS):
        y = sort(X)  # dino: ignore[DN301]
    noted("sort", half - start, time.perf_counter() - half)

print(json.dumps(best))
