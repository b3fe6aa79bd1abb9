# Compiled by DiNo VERSION from formatted_before_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(f"{x[0]:.1f} {parsum(x)}")
print(f"{sort(x)=}")
