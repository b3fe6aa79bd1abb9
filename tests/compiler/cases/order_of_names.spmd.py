# Compiled by DiNo VERSION from order_of_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum

x = 1


def change():
    global x
    x = 10
    return np.arange(3)


y = x + parsum(change())
print(x, y)
x += parsum(change())
print(x)
