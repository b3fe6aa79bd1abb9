import numpy as np
from dino import matmul, matvec, parsum, sort


def dot(x, y):
    return parsum(x * y)


def product(A, *others):
    for B in others:
        A = matmul(A, B)
    return A


A = np.arange(4.0).reshape(2, 2)
v = np.array([1.0, 2.0])
print(dot(v, matvec(A, sort(v))), dot(matvec(A, v), v))
s = dot(v, v) + dot(v, -v) * 2 - parsum(v)
first, *rest = product(A, A, product(A, A))
dot(v, v)
s += dot(v, v)
total: float = dot(v, product(A, A)[0])
print(s, first, rest, total, f"{dot(v, v)} of {s}", matmul(product(A), A))
