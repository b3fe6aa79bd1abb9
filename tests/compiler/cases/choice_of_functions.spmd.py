# Compiled by DiNo VERSION from choice_of_functions.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])


@spmd.collective  # on all ranks
def low(a):
    # line 6: return parsum(a)
    a_plan = spmd.parsum.plan(spmd.root and (a,), 6)
    a_block = spmd.scatter(a_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(a_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


@spmd.collective  # on all ranks
def high(a):
    # line 10: return sort(a)
    a_plan = spmd.sort.plan(spmd.root and (a,), 10)
    a_block = spmd.scatter(a_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(a_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    return sort_result


for limit in spmd.each(spmd.root and (0, 9), 13):
    # line 14: print(low(x) if x[0] > limit else high(x))
    if if_chosen := spmd.choice(spmd.root and (x[0] > limit), 14):
        low_result = low(spmd.root and x)
    else:
        high_result = high(spmd.root and x)
    if spmd.root:
        print(low_result if if_chosen else high_result)
        low_result = None
        high_result = None
    # line 15: if limit and low(x) == 6:
    if and_chosen := spmd.choice(spmd.root and limit, 15):
        low_result = low(spmd.root and x)
    if spmd.root:
        if and_chosen and low_result == 6:
            print("six")
