"""parsum: each rank adds up its elements, root adds up the ranks' sums."""

import math

import numpy as np

from dino.runtime.plain.spmd import Primitive, plain_arrays, reduce, scatter


class ParSum(Primitive):
    """Sum of all elements."""

    moves, out = (scatter,), reduce

    @staticmethod
    def alone(x, *, exact=False):
        """numpy.sum(x), or on root the exact sum, rounded."""
        array = np.asarray(x)
        if not exact or array.dtype.kind not in "fc" or not np.isfinite(array).all():
            return np.sum(x)
        total = array.dtype.type(math.fsum(array.real.flat))
        return total + array.dtype.type(1j * math.fsum(array.imag.flat)) if array.dtype.kind == "c" else total

    def prepare(self, x):
        return (x.ravel(),) if plain_arrays(x) and x.dtype != np.float16 else None

    def compute(self, x):
        return np.sum(x)

    def finish(self, parts):
        return np.sum(parts, dtype=parts.dtype)


parsum = ParSum("parsum")
