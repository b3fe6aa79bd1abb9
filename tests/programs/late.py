"""Objects whose `__del__` calls a primitive while the interpreter ends."""

import numpy as np
from dino import matmul, parsum


class Last:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, parsum(np.ones(20)))


ring = Last("in a ring")
ring.itself = ring
last = Last("a global")
print(matmul(np.ones((3, 3)), np.ones((3, 3))))
