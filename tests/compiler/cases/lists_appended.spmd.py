# Compiled by DiNo VERSION from lists_appended.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])
    sums = []

for i in range(3):
    # line 7: sums.append(parsum(x * i))
    x_plan = spmd.parsum.plan(spmd.root and (x * i,), 7)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        sums.append(parsum_result)

# line 8: print(", ".join(map(str, sort(sums))))
sums_plan = spmd.sort.plan(spmd.root and (sums,), 8)
sums_block = spmd.scatter(sums_plan)         # Root -> Shard(0)
sort_block = spmd.sort.local(sums_block)     # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    print(", ".join(map(str, sort_result)))
    del sort_result


@spmd.collective  # on all ranks
def collect(n):
    if spmd.root:
        rows = [x]
    for i in spmd.each(spmd.root and range(n), 13):
        # line 14: rows.append(sort(rows[i] * -1))
        x_plan = spmd.sort.plan(spmd.root and (rows[i] * -1,), 14)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
        if spmd.root:
            rows.append(sort_result)
            del sort_result
    return spmd.root and rows


# line 18: print(collect(2))
collect_result = collect(2)

if spmd.root:
    print(collect_result)
    del collect_result
