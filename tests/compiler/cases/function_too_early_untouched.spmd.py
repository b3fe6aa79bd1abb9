# Compiled by DiNo VERSION from function_too_early_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum

if len([1]) > 1:
    def total(x):
        return parsum(x)
else:
    def total(x):
        return -parsum(x)

print(total(np.arange(3)))
try:
    print(early(np.arange(3)))
except NameError as error:
    print(error)


def early(x):
    return parsum(x)
