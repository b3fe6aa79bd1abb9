# Compiled by DiNo VERSION from chain_asserted_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

from dino import parsum

x = [1.0, 2.0]
assert 0 < 1 < parsum(x), 0 or parsum(x)
del x[0 and parsum(x)]
print(x)
