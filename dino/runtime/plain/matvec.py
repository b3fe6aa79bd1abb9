"""matvec: each rank multiplies its rows of A with x."""

import numpy as np

from dino.runtime.plain.spmd import Primitive, bcast, plain_arrays, scatter


class MatVec(Primitive):
    """Product of a matrix and a vector."""

    moves = (scatter, bcast)
    alone = staticmethod(np.matvec)

    def prepare(self, a, x):
        fit = plain_arrays(a, x) and a.ndim == 2 and x.ndim == 1 and a.shape[1] == x.shape[0]
        return (a, x) if fit else None

    def compute(self, a, x):
        return a @ x


matvec = MatVec("matvec")
