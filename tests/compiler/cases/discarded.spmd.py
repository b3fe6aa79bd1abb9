# Compiled by DiNo VERSION from discarded.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, sort

    x = np.array([2, 1])

# line 5: sort(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
spmd.gather(sort_block)                      # Shard(0) -> Root; None on workers

# line 6: matmul(np.eye(2), np.eye(2))
a_plan, b_plan = spmd.matmul.plan(spmd.root and (np.eye(2), np.eye(2)), 6)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(a_block, b_copy)  # each rank computes its block
spmd.gather(matmul_block)                          # Shard(0) -> Root; None on workers

if spmd.root:
    print(x)
