# Compiled by DiNo VERSION from for_break_else.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([3.0, 2.0, 1.0])

for i in range(5):
    if i == 1:
        continue
    # line 8: x = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 8)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    x_block = spmd.sort.local(x_block)     # each rank computes its block
    x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
    x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers
    # line 9: if parsum(x) > 6 + i:
    x_plan = spmd.parsum.plan(spmd.root and (x,), 9)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.choice(spmd.root and (parsum_result > 6 + i), 9):
        break
    if i == 3:
        if spmd.root:
            print("three")
        break  # enough
    # the end of the body
else:
    if spmd.root:
        print("never")

for i in range(2):
    # line 18: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 18)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)
else:
    if spmd.root:
        print("over", i)
