# Compiled by DiNo VERSION from names_like_stand_ins.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum

    A = np.arange(9.0).reshape(3, 3)
    x = np.ones(3)

# A name of the script that looks like one of the scaffolding's is root's alone.
# line 8: x_result = matvec(A, x)
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 8)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    x_result = matvec_result
    del matvec_result

# line 9: y: "annotated" = matvec(A, x_result)
A_plan, x_result_plan = spmd.matvec.plan(spmd.root and (A, x_result), 9)
A_block = spmd.scatter(A_plan)                            # Root -> Shard(0)
x_result_copy = spmd.bcast(x_result_plan)                 # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_result_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)                 # Shard(0) -> Root; None on workers

if spmd.root:
    y: "annotated" = matvec_result
    del matvec_result

# line 10: next_item = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 10)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    next_item = matmul_result
    del matmul_result

# line 11: A_kept = matmul(A, next_item)
A_plan, next_item_plan = spmd.matmul.plan(spmd.root and (A, next_item), 11)
A_block = spmd.scatter(A_plan)                             # Root -> Shard(0)
next_item_copy = spmd.bcast(next_item_plan)                # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, next_item_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)                  # Shard(0) -> Root; None on workers

if spmd.root:
    A_kept = matmul_result
    del matmul_result

# line 12: print(parsum(matvec(A_kept, y)))
A_kept_plan, y_plan = spmd.matvec.plan(spmd.root and (A_kept, y), 12)
A_kept_block = spmd.scatter(A_kept_plan)                # Root -> Shard(0)
y_copy = spmd.bcast(y_plan)                             # Root -> Replicate
matvec_block = spmd.matvec.local(A_kept_block, y_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)               # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (matvec_result,), 12)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del matvec_result

if spmd.root:
    print(parsum_result)

for next_item_3 in range(3):
    if spmd.root:
        next_item_2 = next_item_3
    if spmd.choice(spmd.root and (next_item_2 > 1), 14):
        # line 15: print(parsum(x))
        x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(parsum_result)
    elif spmd.choice(spmd.root and next_item_2, 16):
        # line 17: print(parsum(y))
        y_plan = spmd.parsum.plan(spmd.root and (y,), 17)
        y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(parsum_result)
