# status: 1
import numpy as np
from dino import matmul, parsum


def scaled(A, by):
    B = matmul(A, A)
    return B / by + parsum(A) / by


def outer(A):
    return scaled(A, 0 if len(A) else None)


print(scaled(np.eye(2), 2))
outer(np.eye(2)[:1])
