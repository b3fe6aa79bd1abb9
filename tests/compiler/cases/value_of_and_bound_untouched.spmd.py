# Compiled by DiNo VERSION from value_of_and_bound_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print((n := len(x)) and parsum(x * n), f"{n and parsum(x)=}", 1 < n < parsum(x))
assert n and parsum(x)
both = lambda: n and parsum(x)
print(both())
