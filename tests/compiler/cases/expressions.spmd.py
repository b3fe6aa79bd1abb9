# Compiled by DiNo VERSION from expressions.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import math

    import numpy as np
    from dino import matmul, matvec, parsum, sort

    A = np.arange(4.0).reshape(2, 2)
    x = np.array([2.0, 1.0])

# line 8: y = 2 * matmul(A, A) + np.ones(2)
A_plan, A_plan_2 = spmd.matmul.plan(spmd.root and (A, A), 8)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan_2)                      # Root -> Replicate
matmul_block = spmd.matmul.local(A_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    y = 2 * matmul_result + np.ones(2)
    del matmul_result

# line 9: print("sum", parsum(x), parsum(sort(x)), sep=":")
x_plan = spmd.parsum.plan(spmd.root and (x,), 9)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
x_plan = spmd.sort.plan(spmd.root and (x,), 9)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (sort_result,), 9)
x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del sort_result

if spmd.root:
    print("sum", parsum_result, parsum_result_2, sep=":")

# line 10: print(y, math.sqrt(parsum(x + 1)), np.sqrt(matvec(A, x)))
x_plan = spmd.parsum.plan(spmd.root and (x + 1,), 10)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
sqrt_before = spmd.root and math.sqrt(parsum_result)
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 10)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print(y, sqrt_before, np.sqrt(matvec_result))
    del sqrt_before, matvec_result

# line 11: print(f"{parsum(x):.3f} of {len(x)}")
x_plan = spmd.parsum.plan(spmd.root and (x,), 11)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(f"{parsum_result:.3f} of {len(x)}")

# line 12: z, *rest = sort(x), parsum(x), 1
x_plan = spmd.sort.plan(spmd.root and (x,), 12)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (x,), 12)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    z, *rest = sort_result, parsum_result, 1
    del sort_result

# line 13: print(z, rest, -parsum(x), [parsum(x)] + [1])
x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before = spmd.root and (-parsum_result)
x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(z, rest, value_before, [parsum_result_2] + [1])
    del value_before
