# Compiled by DiNo VERSION from short_circuit_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum, sort

x = np.arange(3)
print(len(x) > 5 and parsum(x), parsum(x) if len(x) > 5 else "no", [parsum(x) for _ in x if _ > 5])
f = lambda: parsum(x)
print(f(), 1 < parsum(x) < 2 < parsum(None))
assert parsum(x) == 3, sort(None)
