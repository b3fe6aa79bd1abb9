"""Recursion: divide and conquer down to primitives, mutual recursion, the recursion limit."""

import sys

import numpy as np
from dino import matmul, parsum, sort


def power(matrix, n):
    if n == 0:
        return np.eye(len(matrix), dtype=matrix.dtype)
    half = power(matrix, n // 2)
    square = matmul(half, half)
    return matmul(square, matrix) if n % 2 else square


def halves(x):
    return parsum(x) if len(x) < 3 else halves(x[: len(x) // 2]) + halves(x[len(x) // 2 :])


def even(x):
    return True if not len(x) else odd(sort(x)[1:])


def odd(x):
    return False if not len(x) else even(sort(x)[1:])


def bottomless(x, depth=0):
    return bottomless(sort(x), depth + 1)


print(power(np.array([[1, 1], [1, 0]]), 40))
print(halves(np.arange(33)), even(np.arange(10)), odd(np.arange(10)))
for limit in (120, 200):
    sys.setrecursionlimit(limit)
    try:
        bottomless(np.arange(3))
    except RecursionError as error:
        print(type(error).__name__, "caught at", limit)
sys.setrecursionlimit(1000)
print(power(np.array([[2]]), 20))
