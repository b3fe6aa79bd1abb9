# status: 1
"""A primitive's ValueError that nobody catches, deep in calls."""

import numpy as np
import dino


class Solver:
    def step(self, a):
        return [dino.matmul(a, x) for x in (np.ones((2, 1)),
                                            np.ones((3, 1)))]


def outer(solver):
    try:
        return solver.step(np.eye(2))
    finally:
        print("on the way", dino.parsum(np.ones(2)))


print("begin")
outer(Solver())
print("never")
