# Compiled by DiNo VERSION from for_over_result.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import sort

# line 4: for value in sort(np.array([3, 1, 2])):
x_plan = spmd.sort.plan(spmd.root and (np.array([3, 1, 2]),), 4)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    for value in sort_result:
        print(value)

# line 6: for value in sort(np.array([2, 1])):
x_plan = spmd.sort.plan(spmd.root and (np.array([2, 1]),), 6)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

for value in spmd.each(spmd.root and sort_result, 6):
    # line 7: print(sort(np.array([value, 0])))
    x_plan = spmd.sort.plan(spmd.root and (np.array([value, 0]),), 7)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        print(sort_result)
        del sort_result
