# Compiled by DiNo VERSION from while_else_condition.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum

x = np.ones(3)
while parsum(x) < 10:
    x += 1
else:
    print("else", x)
