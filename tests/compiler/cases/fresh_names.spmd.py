# Compiled by DiNo VERSION from fresh_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd as spmd_2

if spmd_2.root:
    import numpy as np
    from dino import matmul, parsum

    spmd = "mine"
    A = B_copy = np.eye(2)
    A_block, A_plan, C_block = 1, 2, 3

# line 7: C = matmul(A, B_copy)
A_plan_2, B_copy_plan = spmd_2.matmul.plan(spmd_2.root and (A, B_copy), 7)
A_block_2 = spmd_2.scatter(A_plan_2)                     # Root -> Shard(0)
B_copy_copy = spmd_2.bcast(B_copy_plan)                  # Root -> Replicate
C_block_2 = spmd_2.matmul.local(A_block_2, B_copy_copy)  # each rank computes its block
C = spmd_2.gather(C_block_2)                             # Shard(0) -> Root; None on workers

# line 8: matmul_result = matmul(A, A)
A_plan_2, A_plan_3 = spmd_2.matmul.plan(spmd_2.root and (A, A), 8)
A_block_2 = spmd_2.scatter(A_plan_2)                   # Root -> Shard(0)
A_copy = spmd_2.bcast(A_plan_3)                        # Root -> Replicate
matmul_block = spmd_2.matmul.local(A_block_2, A_copy)  # each rank computes its block
matmul_result_2 = spmd_2.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd_2.root:
    matmul_result = matmul_result_2
    del matmul_result_2

# line 9: parsum_result = 1 + parsum(A.ravel())
x_plan = spmd_2.parsum.plan(spmd_2.root and (A.ravel(),), 9)
x_block = spmd_2.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd_2.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd_2.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd_2.root:
    parsum_result = 1 + parsum_result_2

for next_item in range(1):
    if spmd_2.root:
        item_item = next_item
    # line 11: print(parsum(A[0]))
    x_plan = spmd_2.parsum.plan(spmd_2.root and (A[0],), 11)
    x_block = spmd_2.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd_2.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd_2.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd_2.root:
        print(parsum_result_2)

if spmd_2.root:
    print(spmd, A_block, A_plan, C_block, C, matmul_result, parsum_result)
