# status: 1
"""Warnings: shown with their line, recorded, made errors; NumPy's own from primitives."""

import sys
import warnings

import numpy as np
from dino import matmul, parsum

big = np.full((2, 2), 1e308)
warnings.warn("by hand", UserWarning)
parsum(big)
matmul(big, big)
sys.stderr.flush()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    for _ in range(2):
        matmul(big, -big)
        parsum(np.array([np.inf, -np.inf]))
    warnings.warn("recorded", DeprecationWarning)
print([(w.category.__name__, str(w.message), w.lineno) for w in caught], flush=True)


def deprecated():
    warnings.warn(f"old since {parsum(np.arange(3))}", FutureWarning, stacklevel=2)


for _ in range(2):
    deprecated()
warnings.simplefilter("error")
try:
    matmul(big, big)
except RuntimeWarning as error:
    print("as an error:", error, flush=True)
parsum(big)
