# Compiled by DiNo VERSION from function_mutual.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import sort


    def even(x):
        if not len(x):
            return True
        return odd(x[1:])


@spmd.collective(spmd.root and even)
def even_spmd(x):  # lines 5-8, on all ranks
    if spmd.choice(spmd.root and (not len(x)), 6):
        return True
    return odd_spmd(spmd.root and x[1:])


if spmd.root:
    def odd(x):
        x = sort(x)
        if not len(x):
            return False
        return even(x[1:])


@spmd.collective(spmd.root and odd)
def odd_spmd(x):  # lines 11-15, on all ranks
    # line 12: x = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 12)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    x_block = spmd.sort.local(x_block)     # each rank computes its block
    x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
    x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers
    if spmd.choice(spmd.root and (not len(x)), 13):
        return False
    return even_spmd(spmd.root and x[1:])


# line 18: print(even(np.array([3, 1, 2])), odd(np.array([3, 1, 2])))
even_result = even_spmd(spmd.root and np.array([3, 1, 2]))
odd_result = odd_spmd(spmd.root and np.array([3, 1, 2]))

if spmd.root:
    print(even_result, odd_result)
    del even_result, odd_result
