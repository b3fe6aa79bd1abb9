# Compiled by DiNo VERSION from attribute_changed_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
import dino

original = dino.parsum
dino.parsum = lambda x: "changed"
print(dino.parsum(np.arange(3)))
dino.parsum = original
