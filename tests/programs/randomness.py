"""Random numbers belong to the program alone: primitives between draws change nothing."""

import random

import numpy as np
from dino import matmul, matvec, parsum, sort

random.seed(3)
np.random.seed(5)
generator = np.random.default_rng(7)
A = np.round(np.random.rand(5, 10) * 100)
B = np.round(np.random.rand(10, 2) * 100)
C = matmul(A, B)
print(C)
print(random.random(), np.random.rand(), generator.random())
print(sort(generator.standard_normal(6)), parsum(generator.integers(0, 1000, 50)))
print(matvec(A, np.random.permutation(10)))
state = random.getstate(), np.random.get_state()[1].sum(), generator.bit_generator.state
matmul(A, B), matvec(A, B[:, 0]), parsum(A), sort(A)
print(state == (random.getstate(), np.random.get_state()[1].sum(), generator.bit_generator.state))
print(parsum(np.random.rand(1000)).hex(), matmul(generator.random((7, 5)), generator.random((5, 3))).tobytes().hex())
