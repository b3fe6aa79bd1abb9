# Compiled by DiNo VERSION from function_early_return.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul


@spmd.collective  # on all ranks
def power(A, n):
    """The n-th power of A."""
    if spmd.root:
        if n < 0:
            raise ValueError("negative")
    if spmd.choice(spmd.root and (n == 0), 9):
        return spmd.root and np.eye(len(A))  # nothing to do
    if spmd.root:
        result = A
    for _ in spmd.each(spmd.root and range(n - 1), 12):
        # one factor more
        # line 14: result = matmul(result, A)
        result_plan, A_plan = spmd.matmul.plan(spmd.root and (result, A), 14)
        result_block = spmd.reuse(result_plan)                  # Shard(0): each rank has its rows, or from root
        A_copy = spmd.bcast(A_plan)                             # Root -> Replicate
        result_block = spmd.matmul.local(result_block, A_copy)  # each rank computes its block
        result = spmd.keep(result_block)                        # Shard(0): stays on the ranks
    result = spmd.gather(spmd.root and result, 12)  # Shard(0) -> Root; None on workers
    # the end of the function
    return spmd.root and result


if spmd.root:
    A = np.array([[2.0, 1.0], [0.0, 2.0]])

for n in range(4):
    # line 21: B = power(A, n)
    B = power(spmd.root and A, spmd.root and n)
    if spmd.root:
        print(B)
