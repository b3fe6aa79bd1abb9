"""Nothing to share."""

# Compiled by DiNo VERSION from no_primitives.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import sys

for i in range(2):
    print(i, sys.byteorder in ("little", "big"))
