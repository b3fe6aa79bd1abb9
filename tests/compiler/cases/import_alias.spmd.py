# Compiled by DiNo VERSION from import_alias.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul as mm

    A = np.eye(3)

# line 5: C = mm(A, A + 1)
A_plan, b_plan = spmd.matmul.plan(spmd.root and (A, A + 1), 5)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                   # Root -> Replicate
C_block = spmd.matmul.local(A_block, b_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    print(C)
