# Compiled by DiNo VERSION from rebound_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import matmul, parsum, sort

if len("a"):
    matmul = np.dot
try:
    from math import fsum as parsum
except ImportError:
    pass
print(matmul(np.eye(2), np.eye(2)), parsum([1.0]), sort(np.array([2, 1])))
del sort
