# Compiled by DiNo VERSION from function_return_in_loop_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum


def first_above(x, limit):
    total = parsum(x)
    for value in x:
        if value > limit:
            return value, total
    return None, total


print(first_above(np.arange(5), 2), first_above(np.arange(5), 9))
