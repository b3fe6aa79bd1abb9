# Compiled by DiNo VERSION from products_gathered.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    A = np.arange(4.0).reshape(2, 2)

# line 5: B = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 5)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
B_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
B = spmd.gather(B_block)                      # Shard(0) -> Root; None on workers

# line 6: print(B, matmul(B, A))  # root reads it
B_plan, A_plan = spmd.matmul.plan(spmd.root and (B, A), 6)
B_block = spmd.scatter(B_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(B_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print(B, matmul_result)
    del matmul_result

# line 7: C = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 7)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
C_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers

# line 8: C = matmul(C, A)  # bound twice
C_plan, A_plan = spmd.matmul.plan(spmd.root and (C, A), 8)
C_block = spmd.scatter(C_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                   # Root -> Replicate
C_block = spmd.matmul.local(C_block, A_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers

# line 9: D = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 9)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
D_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
D = spmd.gather(D_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    E = [matmul(D, A) for _ in range(2)]  # read by what root runs

# line 11: F = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 11)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                 # Root -> Replicate
F_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
F = spmd.gather(F_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    G = lambda: F  # captured

# line 13: H = alias = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 13)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    H = alias = matmul_result
    del matmul_result

if spmd.choice(spmd.root and (len(A) == 2), 14):
    # line 15: late = matmul(A, A)
    A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 15)
    A_block = spmd.scatter(A_plan)                   # Root -> Shard(0)
    A_copy = spmd.bcast(A_plan_2)                    # Root -> Replicate
    late_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
    late = spmd.gather(late_block)                   # Shard(0) -> Root; None on workers

# line 16: print(matmul(F, A), matmul(H, alias), matmul(late, A), parsum(matmul(A, A)), sort(matvec(A, A[0])))
F_plan, A_plan = spmd.matmul.plan(spmd.root and (F, A), 16)
F_block = spmd.scatter(F_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(F_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers
H_plan, alias_plan = spmd.matmul.plan(spmd.root and (H, alias), 16)
H_block = spmd.scatter(H_plan)                         # Root -> Shard(0)
alias_copy = spmd.bcast(alias_plan)                    # Root -> Replicate
matmul_block = spmd.matmul.local(H_block, alias_copy)  # each rank computes its block
matmul_result_2 = spmd.gather(matmul_block)            # Shard(0) -> Root; None on workers
late_plan, A_plan = spmd.matmul.plan(spmd.root and (late, A), 16)
late_block = spmd.scatter(late_plan)                  # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                           # Root -> Replicate
matmul_block = spmd.matmul.local(late_block, A_copy)  # each rank computes its block
matmul_result_3 = spmd.gather(matmul_block)           # Shard(0) -> Root; None on workers
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 16)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_result_4 = spmd.gather(matmul_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (matmul_result_4,), 16)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, A[0]), 16)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
x_plan = spmd.sort.plan(spmd.root and (matvec_result,), 16)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
del matmul_result_4, matvec_result

if spmd.root:
    print(matmul_result, matmul_result_2, matmul_result_3, parsum_result, sort_result)
    del matmul_result, matmul_result_2, matmul_result_3, sort_result

# line 17: unread = matmul(A, A)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 17)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
unread_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
unread = spmd.gather(unread_block)                 # Shard(0) -> Root; None on workers

if spmd.root:
    print(C, E, G())

# line 19: in_default = matmul(np.eye(2), np.eye(2))
a_plan, b_plan = spmd.matmul.plan(spmd.root and (np.eye(2), np.eye(2)), 19)
a_block = spmd.scatter(a_plan)                         # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                            # Root -> Replicate
in_default_block = spmd.matmul.local(a_block, b_copy)  # each rank computes its block
in_default = spmd.gather(in_default_block)             # Shard(0) -> Root; None on workers

# line 20: beside = matmul(in_default, in_default)
in_default_plan, in_default_plan_2 = spmd.matmul.plan(spmd.root and (in_default, in_default), 20)
in_default_block = spmd.scatter(in_default_plan)                     # Root -> Shard(0)
in_default_copy = spmd.bcast(in_default_plan_2)                      # Root -> Replicate
beside_block = spmd.matmul.local(in_default_block, in_default_copy)  # each rank computes its block
beside = spmd.gather(beside_block)                                   # Shard(0) -> Root; None on workers


if spmd.root:
    def defaulted(y, in_default=in_default.sum()):
        return in_default + y


for _ in range(2):
    # line 28: beside = matmul(beside, np.eye(2))
    beside_plan, b_plan = spmd.matmul.plan(spmd.root and (beside, np.eye(2)), 28)
    beside_block = spmd.scatter(beside_plan)                # Root -> Shard(0)
    b_copy = spmd.bcast(b_plan)                             # Root -> Replicate
    beside_block = spmd.matmul.local(beside_block, b_copy)  # each rank computes its block
    beside = spmd.gather(beside_block)                      # Shard(0) -> Root; None on workers

    if spmd.root:
        def inside(y, beside=beside.sum()):
            return beside + y


if spmd.root:
    print(defaulted(1), inside(1))
