# Compiled by DiNo VERSION from raised_result.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])


@spmd.collective  # on all ranks
def check(a):
    # line 6: if parsum(a) > 6:
    a_plan = spmd.parsum.plan(spmd.root and (a,), 6)
    a_block = spmd.scatter(a_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(a_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.choice(spmd.root and (parsum_result > 6), 6):
        # line 7: raise ValueError("too large", parsum(a))
        a_plan = spmd.parsum.plan(spmd.root and (a,), 7)
        a_block = spmd.scatter(a_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(a_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            raise ValueError("too large", parsum_result)
    return spmd.root and a


# line 11: print(check(x))
check_result = check(spmd.root and x)

if spmd.root:
    print(check_result)
    del check_result

if spmd.choice(spmd.root and (len(x) > 3), 12):
    # line 13: raise RuntimeError(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        raise RuntimeError(parsum_result)
