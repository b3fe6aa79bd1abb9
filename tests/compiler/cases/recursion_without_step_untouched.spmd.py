# Compiled by DiNo VERSION from recursion_without_step_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum


def depth(x):
    return [parsum(y) for y in x] if x else depth([np.arange(2)])


print(depth([]))
