# Compiled by DiNo VERSION from function_mutual.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import sort


@spmd.collective  # on all ranks
def even(x):
    if spmd.choice(spmd.root and (not len(x)), 6):
        return True
    return odd(spmd.root and x[1:])


@spmd.collective  # on all ranks
def odd(x):
    # line 12: x = sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 12)
    x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
    x_block = spmd.sort.local(x_block)     # each rank computes its block
    x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
    x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers
    if spmd.choice(spmd.root and (not len(x)), 13):
        return False
    return even(spmd.root and x[1:])


# line 18: print(even(np.array([3, 1, 2])), odd(np.array([3, 1, 2])))
even_result = even(spmd.root and np.array([3, 1, 2]))
odd_result = odd(spmd.root and np.array([3, 1, 2]))

if spmd.root:
    print(even_result, odd_result)
    del even_result, odd_result
