# Compiled by DiNo VERSION from if_else.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([5, 4, 3])

if spmd.choice(spmd.root and (x[0] > 4), 5):  # big
    # sorted
    # line 7: x = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 7)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    x_block = spmd.sort.local(x_block)     # each rank computes its block
    x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
    x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers
    if spmd.root:
        print("sorted")
elif spmd.choice(spmd.root and (x[0] > 3), 9):
    if spmd.root:
        print("half")
else:  # small
    if spmd.root:
        print("no")

# line 13: if parsum(x) > 100:
x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    if parsum_result > 100:
        print("much")
    else:
        print("little")

if spmd.choice(spmd.root and len(x), 17):
    # line 17: y = sort(x); print(y)
    x_plan = spmd.sort.plan(spmd.root and (x,), 17)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    y_block = spmd.sort.local(x_block)     # each rank computes its block
    y_block = spmd.sort.exchange(y_block)  # Allgather, Alltoall, Alltoallv among the ranks
    y = spmd.gather(y_block)               # Shard(0) -> Root; None on workers
    if spmd.root:
        print(y)
else:
    if spmd.root:
        print("empty")
