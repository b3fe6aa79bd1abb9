"""Dataclasses, enums, named tuples with primitives in defaults, validation and order."""

import enum
from collections import Counter, defaultdict, namedtuple
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from dino import matmul, matvec, parsum, sort


@dataclass(order=True, frozen=True)
class Sample:
    total: float = field(init=False)
    values: tuple = field(compare=False, default=tuple(sort(np.array([3, 2, 1])).tolist()))

    def __post_init__(self):
        if parsum(np.array(self.values)) < 0:
            raise ValueError("negative sum")
        object.__setattr__(self, "total", float(parsum(np.array(self.values))))


class Size(enum.IntEnum):
    SMALL = int(parsum(np.ones(2)))
    LARGE = int(parsum(np.ones(20)))

    @classmethod
    def of(cls, x):
        return cls.SMALL if parsum(x) < 10 else cls.LARGE


class Point(NamedTuple):
    x: float
    y: float

    def turned(self):
        return Point(*matvec(np.array([[0, -1], [1, 0]]), np.array(self)).tolist())


Pair = namedtuple("Pair", "a b", defaults=[np.eye(2)])
print(sorted([Sample((5, 5)), Sample(), Sample((1,))]), replace(Sample(), values=(4,)))
try:
    Sample((1, -2))
except ValueError as error:
    print(error)
print(Size.of(np.arange(3)), Size.of(np.arange(9)), list(Size), Point(1, 2).turned())
print(matmul(*Pair(np.ones((2, 2)))).tolist())
groups = defaultdict(list)
for row in np.arange(8).reshape(4, 2):
    groups[int(parsum(row)) % 4].append(row.tolist())
print(dict(groups), Counter(int(s) % 3 for s in map(parsum, np.arange(10).reshape(5, 2))))
