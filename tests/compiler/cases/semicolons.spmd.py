# Compiled by DiNo VERSION from semicolons.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np; from dino import parsum
    x = np.arange(3)

# line 2: s = parsum(x); print(s)  # three
x_plan = spmd.parsum.plan(spmd.root and (x,), 2)
x_block = spmd.scatter(x_plan)       # Root -> Shard(0)
s_part = spmd.parsum.local(x_block)  # each rank computes its part
s = spmd.reduce(s_part)              # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(s)
    a = 1

# line 4: b = parsum(x); print(a, b)
x_plan = spmd.parsum.plan(spmd.root and (x,), 4)
x_block = spmd.scatter(x_plan)       # Root -> Shard(0)
b_part = spmd.parsum.local(x_block)  # each rank computes its part
b = spmd.reduce(b_part)              # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(a, b)
