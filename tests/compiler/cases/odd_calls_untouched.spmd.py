# Compiled by DiNo VERSION from odd_calls_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import matmul, parsum, sort

pair = np.eye(2), np.eye(2)
print(matmul(*pair), matmul(b=np.eye(2), a=np.eye(2)))
try:
    sort(1, 2, 3)
except TypeError:
    print("arity")
