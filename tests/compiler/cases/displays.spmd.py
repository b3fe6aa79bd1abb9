# Compiled by DiNo VERSION from displays.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: d = {"sum": parsum(x), "sorted": [sort(x), matvec(np.eye(3), x)]}
x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
x_plan = spmd.sort.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
a_plan, x_plan = spmd.matvec.plan(spmd.root and (np.eye(3), x), 5)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    d = {"sum": parsum_result, "sorted": [sort_result, matvec_result]}
    del sort_result, matvec_result

# line 6: s = {parsum(x), parsum(x + 1)}
x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (x + 1,), 6)
x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    s = {parsum_result, parsum_result_2}

# line 7: print(d, sorted(s), (parsum(x), *sort(x)))
sorted_before = spmd.root and sorted(s)
x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
x_plan = spmd.sort.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    print(d, sorted_before, (parsum_result, *sort_result))
    del sorted_before, sort_result
