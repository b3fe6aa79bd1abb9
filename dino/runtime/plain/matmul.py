"""matmul: each rank multiplies its rows of A with all of B."""

import numpy as np

from dino.runtime.plain.spmd import Primitive, bcast, plain_arrays, scatter


class MatMul(Primitive):
    """Product of two matrices."""

    moves = (scatter, bcast)
    alone = staticmethod(np.matmul)

    def prepare(self, a, b):
        fit = plain_arrays(a, b) and a.ndim == b.ndim == 2 and a.shape[1] == b.shape[0]
        return (a, b) if fit else None

    def compute(self, a, b):
        return a @ b


matmul = MatMul("matmul")
