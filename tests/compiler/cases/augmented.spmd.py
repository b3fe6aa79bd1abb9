# Compiled by DiNo VERSION from augmented.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([3, 1, 2])
    alias = x

# line 6: x += sort(x)
x_plan = spmd.sort.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    x += sort_result
    del sort_result
    total = 0

# line 8: total += parsum(x)
x_plan = spmd.parsum.plan(spmd.root and (x,), 8)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    total += parsum_result

# line 9: total -= 2 * parsum(alias)
alias_plan = spmd.parsum.plan(spmd.root and (alias,), 9)
alias_block = spmd.scatter(alias_plan)        # Root -> Shard(0)
parsum_part = spmd.parsum.local(alias_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)      # Partial(pairwise) -> Root; None on workers

if spmd.root:
    total -= 2 * parsum_result
    print(x, alias is x, total)
