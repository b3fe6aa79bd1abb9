"""Generators: send, throw, close, yield from, results computed lazily by primitives."""

import numpy as np

import dino as d


def powers(matrix):
    current = np.eye(len(matrix), dtype=matrix.dtype)
    try:
        while True:
            received = yield current
            current = d.matmul(current, matrix if received is None else received)
    except ValueError as error:
        print("thrown in:", error)
        yield d.sort(current.ravel())
    finally:
        print("closing with", int(d.parsum(current)))


def chained(n):
    total = yield from (int(d.parsum(np.arange(i))) for i in range(n))
    print("inner returned", total)
    return d.sort(np.array([n, 1, 0]))


matrix = np.array([[1, 2], [0, 1]])
gen = powers(matrix)
print(next(gen).tolist(), next(gen).tolist(), gen.send(3 * matrix).tolist())
print(gen.throw(ValueError("enough")))
gen.close()
it = chained(4)
while True:
    try:
        print(next(it), end=" ")
    except StopIteration as stop:
        print("returned", stop.value)
        break
print(sum(d.parsum(row) for row in np.arange(12.0).reshape(3, 4)))
for number, power in zip(range(3), powers(matrix)):
    print(number, power[0, 1])
print("end")
