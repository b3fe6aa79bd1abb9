"""Classes: inheritance, operators, properties, class and static methods around primitives."""

import numpy as np

from dino import matmul, matvec as apply, parsum, sort


class Map:
    """A linear map."""

    instances = 0

    def __init__(self, rows):
        self.rows = np.array(rows, dtype=float)
        type(self).instances += 1

    def __matmul__(self, other):
        return type(self)(matmul(self.rows, other.rows))

    def __call__(self, x):
        return apply(self.rows, x)

    def __eq__(self, other):
        return parsum(np.abs(self.rows - other.rows)) == 0

    @property
    def trace(self):
        return parsum(np.diagonal(self.rows).copy())

    @classmethod
    def identity(cls, size):
        return cls(np.eye(size))

    @staticmethod
    def spectrum(values):
        return sort(np.asarray(values, dtype=float))

    def __repr__(self):
        return f"{type(self).__name__}({self.rows.tolist()})"


class Rotation(Map):
    def __call__(self, x):
        return np.round(super().__call__(x), 12)


quarter = Rotation([[0, -1], [1, 0]])
half = quarter @ quarter
print(half, half.trace, half([3.0, 4.0]))
print(half @ half == Rotation.identity(2), Map.instances, Rotation.instances)
print(Map.spectrum([3, 1, 2]), (Map([[1, 2], [3, 4]]) @ Map.identity(2)).trace)
