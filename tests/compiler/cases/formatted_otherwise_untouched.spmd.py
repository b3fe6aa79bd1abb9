# Compiled by DiNo VERSION from formatted_otherwise_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(f"{sort(x)=}")
print(f"{x[0]:{len(x)}} {parsum(x)}")
