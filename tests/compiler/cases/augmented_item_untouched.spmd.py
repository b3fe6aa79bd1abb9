# Compiled by DiNo VERSION from augmented_item_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum

x = np.array([3.0, 1.0, 2.0])
totals, i = {"x": [1, 2]}, 0
totals["x"][0] += parsum(x)  # the list would be looked up twice
x[i + 1] += parsum(x)
x[int(x[2])] *= parsum(x)
x[1:] += parsum(x)
print(totals, x)
if i == 0:
    late = [1]
else:
    del i
late[0] += parsum(x)
print(late)
