# Compiled by DiNo VERSION from nested.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, parsum

    A = np.eye(2)
    B = A + 1

# line 6: C = matmul(matmul(A, B), matmul(B, A))
A_plan, B_plan = spmd.matmul.plan(spmd.root and (A, B), 6)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
B_copy = spmd.bcast(B_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, B_copy)  # each rank computes its block
matmul_kept = spmd.keep(matmul_block)              # Shard(0): stays on the ranks
B_plan, A_plan = spmd.matmul.plan(spmd.root and (B, A), 6)
B_block = spmd.scatter(B_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(B_block, A_copy)  # each rank computes its block
matmul_kept_2 = spmd.keep(matmul_block)            # Shard(0): stays on the ranks
a_plan, b_plan = spmd.matmul.plan(spmd.root and (matmul_kept, matmul_kept_2), 6)
a_block = spmd.reuse(a_plan)                  # Shard(0): each rank has its rows
b_copy = spmd.allgather(b_plan)               # Shard(0) -> Replicate
C_block = spmd.matmul.local(a_block, b_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers
del matmul_kept, matmul_kept_2

# line 7: s = parsum(matmul(A, np.ones(2).reshape(2, 1)).ravel())
A_plan, b_plan = spmd.matmul.plan(spmd.root and (A, np.ones(2).reshape(2, 1)), 7)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, b_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (matmul_result.ravel(),), 7)
x_block = spmd.scatter(x_plan)       # Root -> Shard(0)
s_part = spmd.parsum.local(x_block)  # each rank computes its part
s = spmd.reduce(s_part)              # Partial(pairwise) -> Root; None on workers
del matmul_result

if spmd.root:
    print(C, s)
