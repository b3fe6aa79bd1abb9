# Compiled by DiNo VERSION from chained_comparison.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: if 0 < parsum(x) < 10:
x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    if 0 < parsum_result < 10:
        print("between")

# line 7: print(1 < parsum(x) <= 6)
x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(1 < parsum_result <= 6)
