# Compiled by DiNo VERSION from rebinding.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, sort

    A = np.arange(4).reshape(2, 2)

# line 5: A = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 5)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
A_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
A = spmd.gather(A_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    x = A.ravel()[::-1]

# line 7: x = sort(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
x_block = spmd.sort.local(x_block)     # each rank computes its block
x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers

if spmd.root:
    print(A, x)
