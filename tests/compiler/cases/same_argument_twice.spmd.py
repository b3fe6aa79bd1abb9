# Compiled by DiNo VERSION from same_argument_twice.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul

    A = np.eye(2) * 2

# line 5: print(matmul(A, A))
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 5)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print(matmul_result)
    del matmul_result

# line 6: A = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 6)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
A_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
A = spmd.gather(A_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    print(A)
