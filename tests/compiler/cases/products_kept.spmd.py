# Compiled by DiNo VERSION from products_kept.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum

    A = np.arange(9.0).reshape(3, 3)
    x = np.ones(3)

# line 6: B = matmul(A, A)  # read by steps alone
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 6)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
B_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
B = spmd.keep(B_block)                        # Shard(0): stays on the ranks

# line 7: C = matmul(B, matmul(A, A))
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 7)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_kept = spmd.keep(matmul_block)              # Shard(0): stays on the ranks
B_plan, b_plan = spmd.matmul.plan(spmd.root and (B, matmul_kept), 7)
B_block = spmd.reuse(B_plan)                  # Shard(0): each rank has its rows
b_copy = spmd.allgather(b_plan)               # Shard(0) -> Replicate
C_block = spmd.matmul.local(B_block, b_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers
del matmul_kept

if spmd.root:
    print(C)

for step in range(2):
    # line 10: y = matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 10)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                   # Root -> Replicate
    y_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    y = spmd.keep(y_block)                        # Shard(0): stays on the ranks
    # line 11: x = matvec(A, y) / 100
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 11)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    y_copy = spmd.allgather(y_plan)                    # Shard(0) -> Replicate
    matvec_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    if spmd.root:
        x = matvec_result / 100
        del matvec_result
        print(x)

# line 13: print(matvec(matmul(B, A), matvec(A, x)))
B_plan, A_plan = spmd.matmul.plan(spmd.root and (B, A), 13)
B_block = spmd.reuse(B_plan)                       # Shard(0): each rank has its rows
A_copy = spmd.bcast(A_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(B_block, A_copy)  # each rank computes its block
matmul_kept = spmd.keep(matmul_block)              # Shard(0): stays on the ranks
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 13)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_kept = spmd.keep(matvec_block)              # Shard(0): stays on the ranks
a_plan, x_plan = spmd.matvec.plan(spmd.root and (matmul_kept, matvec_kept), 13)
a_block = spmd.reuse(a_plan)                       # Shard(0): each rank has its rows
x_copy = spmd.allgather(x_plan)                    # Shard(0) -> Replicate
matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
del matmul_kept, matvec_kept

if spmd.root:
    print(matvec_result)
    del matvec_result
