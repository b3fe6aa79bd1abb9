# Compiled by DiNo VERSION from setattr_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum


def total(x, by=1):
    return parsum(x) * by


setattr(total, "__defaults__", (3,))
print(total(np.arange(3)))
