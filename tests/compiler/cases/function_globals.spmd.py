# Compiled by DiNo VERSION from function_globals.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    calls = 0
    limit = 2


@spmd.collective  # on all ranks
def counted(x):
    if spmd.root:
        global calls
        calls += 1
    # line 11: total = parsum(x) + calls
    x_plan = spmd.parsum.plan(spmd.root and (x,), 11)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        total = parsum_result + calls
    # line 12: calls = parsum(x[:1])
    x_plan = spmd.parsum.plan(spmd.root and (x[:1],), 12)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    calls_part = spmd.parsum.local(x_block)  # each rank computes its part
    calls = spmd.reduce(calls_part)          # Partial(pairwise) -> Root; None on workers
    # line 13: return min(total, limit + parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and min(total, limit + parsum_result)


# line 16: print(counted(np.arange(3)), calls)
counted_result = counted(spmd.root and np.arange(3))

if spmd.root:
    print(counted_result, calls)
    del counted_result
    limit = 100

# line 18: print(counted(np.arange(3)), calls)
counted_result = counted(spmd.root and np.arange(3))

if spmd.root:
    print(counted_result, calls)
    del counted_result
