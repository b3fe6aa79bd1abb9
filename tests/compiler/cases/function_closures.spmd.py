# Compiled by DiNo VERSION from function_closures.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


@spmd.collective  # on all ranks
def weigh(x, weights):
    if spmd.root:
        total = 0.0

        def add(value):
            nonlocal total
            total += value
            return total

    # line 13: scale = parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    scale_part = spmd.parsum.local(x_block)  # each rank computes its part
    scale = spmd.reduce(scale_part)          # Partial(pairwise) -> Root; None on workers
    # line 14: ordered = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 14)
    x_block = spmd.scatter(x_plan)                     # Root -> Shard(0)
    ordered_block = spmd.sort.local(x_block)           # each rank computes its block
    ordered_block = spmd.sort.exchange(ordered_block)  # Allgather, Alltoall, Alltoallv among the ranks
    ordered = spmd.gather(ordered_block)               # Shard(0) -> Root; None on workers
    if spmd.root:
        by_weight = [scale * w for w in weights]
    for w in spmd.each(spmd.root and weights, 16):
        # line 17: add(parsum(ordered * w))
        x_plan = spmd.parsum.plan(spmd.root and (ordered * w,), 17)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            add(parsum_result)
    if spmd.root:
        print(add.__qualname__, total, by_weight, sorted(weights, key=lambda w: -w * scale))
    # line 19: return total + parsum(x)
    total_before = spmd.root and total
    x_plan = spmd.parsum.plan(spmd.root and (x,), 19)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (total_before + parsum_result)


# line 22: print(weigh(np.array([3.0, 1.0]), (1, 2)))
weigh_result = weigh(spmd.root and np.array([3.0, 1.0]), spmd.root and (1, 2))

if spmd.root:
    print(weigh_result)
    del weigh_result
