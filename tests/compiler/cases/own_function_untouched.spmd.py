# Compiled by DiNo VERSION from own_function_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np


def matmul(a, b):
    return "mine"


def sort(x, parsum=len):
    return parsum(x)


print(matmul(1, 2), sort([1, 2]))
