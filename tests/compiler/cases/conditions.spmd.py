# Compiled by DiNo VERSION from conditions.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: if len(x) == 3 and parsum(x) == 6:
if and_chosen := spmd.choice(spmd.root and (len(x) == 3), 5):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    if and_chosen and parsum_result == 6:
        print("both")

# line 7: if x[0] < 0 or not (parsum(x) > 6 and sort(x)[0] > 5):
if not (or_chosen := spmd.choice(spmd.root and (x[0] < 0), 7)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if and_chosen := spmd.choice(spmd.root and (parsum_result > 6), 7):
        x_plan = spmd.sort.plan(spmd.root and (x,), 7)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    if or_chosen or not (and_chosen and sort_result[0] > 5):
        print("either")
    n = 0

while True:
    # line 10: while n < 5 and (n < 2 or parsum(x + n) < 18):
    if and_chosen := spmd.choice(spmd.root and (n < 5), 10):
        if not (or_chosen := spmd.choice(spmd.root and (n < 2), 10)):
            x_plan = spmd.parsum.plan(spmd.root and (x + n,), 10)
            x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (and_chosen and (or_chosen or parsum_result < 18)), 10):
        break
    if spmd.root:
        n += 1

if spmd.root:
    print(n)

# line 13: print("yes" if x[0] > 5 or parsum(x) == 6 else "no")
if not (or_chosen := spmd.choice(spmd.root and (x[0] > 5), 13)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print("yes" if or_chosen or parsum_result == 6 else "no")
