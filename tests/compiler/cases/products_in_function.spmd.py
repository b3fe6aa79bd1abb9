# Compiled by DiNo VERSION from products_in_function.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec


@spmd.collective  # on all ranks
def powers(A, x):
    # line 6: second = matmul(A, A)
    A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 6)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
    second_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
    second = spmd.keep(second_block)                   # Shard(0): stays on the ranks
    # line 7: third = matmul(second, A)
    second_plan, A_plan = spmd.matmul.plan(spmd.root and (second, A), 7)
    second_block = spmd.reuse(second_plan)                 # Shard(0): each rank has its rows
    A_copy = spmd.bcast(A_plan)                            # Root -> Replicate
    third_block = spmd.matmul.local(second_block, A_copy)  # each rank computes its block
    third = spmd.gather(third_block)                       # Shard(0) -> Root; None on workers
    if spmd.choice(spmd.root and (len(x) > 1), 8):
        # line 9: return matvec(third, matvec(second, x))
        second_plan, x_plan = spmd.matvec.plan(spmd.root and (second, x), 9)
        second_block = spmd.reuse(second_plan)                  # Shard(0): each rank has its rows
        x_copy = spmd.bcast(x_plan)                             # Root -> Replicate
        matvec_block = spmd.matvec.local(second_block, x_copy)  # each rank computes its block
        matvec_kept = spmd.keep(matvec_block)                   # Shard(0): stays on the ranks
        third_plan, x_plan = spmd.matvec.plan(spmd.root and (third, matvec_kept), 9)
        third_block = spmd.scatter(third_plan)                 # Root -> Shard(0)
        x_copy = spmd.allgather(x_plan)                        # Shard(0) -> Replicate
        matvec_block = spmd.matvec.local(third_block, x_copy)  # each rank computes its block
        matvec_result = spmd.gather(matvec_block)              # Shard(0) -> Root; None on workers
        del matvec_kept
        return matvec_result
    return spmd.root and third


if spmd.root:
    B = np.array([[1.0, 2.0], [0.5, 1.0]])

# line 14: second = matmul(B, B)
B_plan, B_plan_2 = spmd.matmul.plan(spmd.root and (B, B), 14)
B_block = spmd.scatter(B_plan)                     # Root -> Shard(0)
B_copy = spmd.bcast(B_plan_2)                      # Root -> Replicate
second_block = spmd.matmul.local(B_block, B_copy)  # each rank computes its block
second = spmd.gather(second_block)                 # Shard(0) -> Root; None on workers

# line 15: print(powers(B, np.ones(2)), powers(B[:1, :1], np.ones(1)), second)
powers_result = powers(spmd.root and B, spmd.root and np.ones(2))
powers_result_2 = powers(spmd.root and B[:1, :1], spmd.root and np.ones(1))

if spmd.root:
    print(powers_result, powers_result_2, second)
    del powers_result, powers_result_2
