# Compiled by DiNo VERSION from augmented_item.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort


    class Box:
        total = 1


    class Told(dict):
        def __getitem__(self, key):
            print("get", key)
            return super().__getitem__(key)

        def __setitem__(self, key, value):
            print("set", key)
            super().__setitem__(key, value)


    x = np.array([3.0, 1.0, 2.0])
    totals, box, i = Told(x=1), Box(), 1

# line 21: totals["x"] += parsum(x)
totals_before = spmd.root and totals["x"]
x_plan = spmd.parsum.plan(spmd.root and (x,), 21)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    totals_before += parsum_result
    totals["x"] = totals_before
    del totals_before

# line 22: x[0] *= parsum(x)
x_before = spmd.root and x[0]
x_plan = spmd.parsum.plan(spmd.root and (x,), 22)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    x_before *= parsum_result
    x[0] = x_before
    del x_before

for i in range(2):
    # lines 24-26: x[-1] -= (
    #         parsum(x)
    #     )
    x_before = spmd.root and x[-1]
    x_plan = spmd.parsum.plan(spmd.root and (x,), 25)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        x_before -= (
            parsum_result
        )
        x[-1] = x_before
        del x_before
    # line 27: x[i] += parsum(x) + parsum(x[i:])  # a comment
    x_before = spmd.root and x[i]
    x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    x_plan = spmd.parsum.plan(spmd.root and (x[i:],), 27)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        x_before += parsum_result + parsum_result_2
        x[i] = x_before
        del x_before

# line 28: box.total += parsum(sort(x))
total_before = spmd.root and box.total
x_plan = spmd.sort.plan(spmd.root and (x,), 28)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (sort_result,), 28)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del sort_result

if spmd.root:
    total_before += parsum_result
    box.total = total_before
    del total_before
    A = np.eye(3)

# line 30: A[i, i] += parsum(x)
A_before = spmd.root and A[i, i]
x_plan = spmd.parsum.plan(spmd.root and (x,), 30)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    A_before += parsum_result
    A[i, i] = A_before
    del A_before

# line 31: A[i] += matvec(A, x)
A_before = spmd.root and A[i]
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 31)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    A_before += matvec_result
    A[i] = A_before
    del A_before, matvec_result
    print(totals, x, box.total, A)
