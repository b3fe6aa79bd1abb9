# Compiled by DiNo VERSION from augmented_item_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
totals = {"x": 1}
totals["x"] += parsum(x)
x[0] *= parsum(x)
print(totals, x)
