# Compiled by DiNo VERSION from namespace_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum

s = parsum(np.arange(3))
print(sorted(name for name in globals() if not name.startswith("__")))
