# Compiled by DiNo VERSION from chain_of_four_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

from dino import parsum

x = [3.0, 1.0]
print(0 < 1 < 2 < parsum(x), 0 < (y := 1) < parsum(x))
