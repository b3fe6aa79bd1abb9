# Compiled by DiNo VERSION from chained_targets.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([2, 1])

# line 5: a = b = sort(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    a = b = sort_result
    del sort_result

# line 6: (first, second), third = sort(x), parsum(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    (first, second), third = sort_result, parsum_result
    del sort_result
    store = {}

# line 8: store["sum"] = parsum(x)
x_plan = spmd.parsum.plan(spmd.root and (x,), 8)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    store["sum"] = parsum_result
    print(a is b, first, second, third, store)
