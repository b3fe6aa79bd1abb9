# Compiled by DiNo VERSION from function_local_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


    def shadowed(x, sort):
        total = parsum(x)
        return sort(x), total


@spmd.collective(spmd.root and shadowed)
def shadowed_spmd(x, sort):  # lines 5-7, on all ranks
    # line 6: total = parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    total_part = spmd.parsum.local(x_block)  # each rank computes its part
    total = spmd.reduce(total_part)          # Partial(pairwise) -> Root; None on workers
    return spmd.root and (sort(x), total)


if spmd.root:
    def own(x):
        print = len
        return print(x) + parsum(x)


    def later(x):
        return offset + parsum(x)


    offset = 5

# line 20: print(shadowed(np.array([2, 1]), list), own(np.arange(3)), later(np.arange(3)))
shadowed_result = shadowed_spmd(spmd.root and np.array([2, 1]), spmd.root and list)

if spmd.root:
    print(shadowed_result, own(np.arange(3)), later(np.arange(3)))
    del shadowed_result
