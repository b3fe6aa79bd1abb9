"""The rows of design section 8 about primitives: what is computed, by whom, and the ratio to reach."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    name : str
        Its key.
    primitive : str
        Which one of DiNo's.
    size : int
        Full size; `exponent` axes of it grow with the number of elements.
    make : callable
        Operands from a size.
    theirs : callable
        What NumPy, or Python, does for the same.
    goals : dict
        Least ratios: ours (`1 rank`, `2 ranks`) by theirs (`NumPy 1`, `NumPy 2`, `by hand`).
    options : dict
        Of the primitive's call.
    exponent : int
        Power of the size that the work grows with.
    equal : callable
        Whether two results are the same.
    """

    name: str
    primitive: str
    size: int
    make: Callable
    theirs: Callable
    goals: dict
    options: dict = field(default_factory=dict)
    exponent: int = 1
    equal: Callable = np.array_equal

    def operands(self, scale):
        """Make the operands; `scale` is the part of the full work."""
        return self.make(max(8, round(self.size * scale ** (1 / self.exponent))))

    @property
    def hand(self):
        """Whether there is a hand-written program."""
        return not self.options and "int" not in self.name


def _rng():
    return np.random.default_rng(0)


def _square(n):
    rng = _rng()
    return rng.random((n, n)), rng.random((n, n))


def _integers(n, high):
    rng = _rng()
    return tuple(rng.integers(-high, high, (n, n)) for _ in range(2))


def _matrix(n):
    rng = _rng()
    return rng.random((n, n)), rng.random(n)


def _vector(n):
    return (_rng().random(n),)


def _heavy(n):
    return (_rng().integers(0, 100, n).astype(float),)


def _fsum(x):
    return np.float64(math.fsum(x))


def _bits(a, b):
    return np.asarray(a).tobytes() == np.asarray(b).tobytes()


ROWS = (
    Row(
        "matmul float64 4096", "matmul", 4096, _square, np.matmul, exponent=3, equal=np.allclose,
        goals={("2 ranks", "NumPy 2"): 0.95, ("2 ranks", "by hand"): 1.0},
    ),
    Row(
        "matmul int64 1024, small values", "matmul", 1024, partial(_integers, high=1000), np.matmul, exponent=3,
        goals={("1 rank", "NumPy 1"): 40},
    ),
    Row(
        "matmul int64 1024, wrapping around", "matmul", 1024, partial(_integers, high=2**62), np.matmul, exponent=3,
        goals={("1 rank", "NumPy 1"): 12},
    ),
    Row(
        "matvec float64 8192", "matvec", 8192, _matrix, np.matvec, exponent=2, equal=np.allclose,
        goals={("2 ranks", "NumPy 1"): 1.4},
    ),
    Row(
        "parsum float64 10^8", "parsum", 10**8, _vector, np.sum, equal=_bits,
        goals={("1 rank", "NumPy 1"): 1.8, ("2 ranks", "NumPy 1"): 2.2},
    ),
    Row(
        "parsum exact float64 10^7", "parsum", 10**7, _vector, _fsum, options={"exact": True}, equal=_bits,
        goals={("1 rank", "NumPy 1"): 10},
    ),
    Row(
        "sort float64 2*10^7", "sort", 2 * 10**7, _vector, np.sort, equal=_bits,
        goals={("2 ranks", "NumPy 1"): 1.25, ("2 ranks", "by hand"): 1.2},
    ),
    Row(
        "sort float64 2*10^7, 100 values", "sort", 2 * 10**7, _heavy, np.sort, equal=_bits,
        goals={("2 ranks", "by hand"): 1.2},
    ),
)  # fmt: skip

BY_NAME = {row.name: row for row in ROWS}
