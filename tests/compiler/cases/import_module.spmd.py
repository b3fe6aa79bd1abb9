# Compiled by DiNo VERSION from import_module.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    import dino as d

    x = np.array([3, 1, 2])

# line 5: y = d.sort(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
y_block = spmd.sort.local(x_block)     # each rank computes its block
y_block = spmd.sort.exchange(y_block)  # Allgather, Alltoall, Alltoallv among the ranks
y = spmd.gather(y_block)               # Shard(0) -> Root; None on workers

# line 6: print(y, d.parsum(y))
y_plan = spmd.parsum.plan(spmd.root and (y,), 6)
y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(y, parsum_result)
