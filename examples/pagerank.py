"""PageRank of the dependency graph of Debian's Python packages: which ones does everything rest on?

4,250 packages, 10,645 dependencies. The matrix is dense (145 MB), as in Brin and Page (1998) written
down literally: a plain loop of matrix-vector products.
"""

from pathlib import Path

import numpy as np

from dino import matvec, parsum, sort

DATA = Path(__file__).parent / "data"
DAMPING = 0.85
SHOWN = 15


def transition_matrix(edges, size):
    """Return the matrix whose column j holds where a walker goes from package j: to each dependency alike."""
    matrix = np.zeros((size, size))
    matrix[edges[:, 1], edges[:, 0]] = 1
    degrees = matrix.sum(axis=0)
    matrix[:, degrees == 0] = 1 / size
    return matrix / np.where(degrees == 0, 1, degrees)


def pagerank(matrix, tolerance=1e-12, limit=200):
    """Return the walker's long-run share of time at each package, and the steps taken to find it."""
    size = len(matrix)
    rank = np.full(size, 1 / size)
    for step in range(1, limit + 1):
        following = DAMPING * matvec(matrix, rank) + (1 - DAMPING) / size
        change = parsum(np.abs(following - rank))
        rank = following
        if change < tolerance:
            return rank, step
    raise ArithmeticError(f"no convergence to {tolerance} in {limit} steps")


def main():
    """Print the packages of the highest rank."""
    names = (DATA / "packages.txt").read_text().split()
    edges = np.loadtxt(DATA / "depends.csv", delimiter=",", dtype=int)
    rank, steps = pagerank(transition_matrix(edges, len(names)))
    print(f"{len(names)} packages, {len(edges)} dependencies, {steps} steps, sum {parsum(rank):.10f}")
    first = np.flatnonzero(rank >= sort(rank)[-SHOWN])
    for place, package in enumerate(sorted(first, key=lambda package: -rank[package]), start=1):
        print(f"{place:2}  {rank[package]:.6f}  {names[package]}")


main()
