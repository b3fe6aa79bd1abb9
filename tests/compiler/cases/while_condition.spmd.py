# Compiled by DiNo VERSION from while_condition.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([1.0, 0.5])

while True:  # repeated
    # line 5: while parsum(x) < 10:
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (parsum_result < 10), 5):
        break
    if spmd.root:
        x = x * 2
    if spmd.choice(spmd.root and (x[0] == 4), 7):
        continue
    # line 9: x = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 9)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    x_block = spmd.sort.local(x_block)     # each rank computes its block
    x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
    x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers

if spmd.root:
    print(x)

while True:
    # line 12: x = sort(x) + 1
    x_plan = spmd.sort.plan(spmd.root and (x,), 12)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        x = sort_result + 1
        del sort_result
    if spmd.choice(spmd.root and (x[0] > 5), 13):
        break

if spmd.root:
    n = 2

while spmd.choice(spmd.root and n, 16):
    if spmd.root:
        n -= 1
    # line 18: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 18)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)
else:
    if spmd.root:
        print("none left")
