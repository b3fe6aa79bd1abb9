# Compiled by DiNo VERSION from import_star.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    from numpy import arange
    from dino import *

# line 4: print(parsum(arange(10)))
x_plan = spmd.parsum.plan(spmd.root and (arange(10),), 4)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(parsum_result)
