# Compiled by DiNo VERSION from walrus_condition.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    n = 3

while spmd.choice(spmd.root and ((left := n) > 0), 5):
    # line 6: n -= parsum(np.array([1]))
    x_plan = spmd.parsum.plan(spmd.root and (np.array([1]),), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        n -= parsum_result
        print(left)

if spmd.root:
    print((s := parsum(np.arange(3))), s)
