# Compiled by DiNo VERSION from function_local_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


@spmd.collective  # on all ranks
def shadowed(x, sort):
    # line 6: total = parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    total_part = spmd.parsum.local(x_block)  # each rank computes its part
    total = spmd.reduce(total_part)          # Partial(pairwise) -> Root; None on workers
    return spmd.root and (sort(x), total)


@spmd.collective  # on all ranks
def own(x):
    if spmd.root:
        print = len
    # line 12: return print(x) + parsum(x)
    print_before = spmd.root and print(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 12)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (print_before + parsum_result)


@spmd.collective  # on all ranks
def later(x):
    # line 16: return offset + parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (offset + parsum_result)


if spmd.root:
    offset = 5

# line 20: print(shadowed(np.array([2, 1]), list), own(np.arange(3)), later(np.arange(3)))
shadowed_result = shadowed(spmd.root and np.array([2, 1]), spmd.root and list)
own_result = own(spmd.root and np.arange(3))
later_result = later(spmd.root and np.arange(3))

if spmd.root:
    print(shadowed_result, own_result, later_result)
    del shadowed_result, own_result, later_result
