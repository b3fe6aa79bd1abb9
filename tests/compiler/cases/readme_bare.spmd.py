# Compiled by DiNo VERSION from readme_bare.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd
import numpy as np
from dino import matmul

if spmd.root:
    A = np.arange(50.0).reshape(5, 10)
    B = np.arange(20.0).reshape(10, 2)

# line 3: C = matmul(A, B)
A_plan, B_plan = spmd.matmul.plan(spmd.root and (A, B), 3)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
B_copy = spmd.bcast(B_plan)                   # Root -> Replicate
C_block = spmd.matmul.local(A_block, B_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    print(C)
