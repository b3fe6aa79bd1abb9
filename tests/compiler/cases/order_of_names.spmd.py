# Compiled by DiNo VERSION from order_of_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    x = 1


    def change():
        global x
        x = 10
        return np.arange(3)


# line 13: y = x + parsum(change())
x_before = spmd.root and x
x_plan = spmd.parsum.plan(spmd.root and (change(),), 13)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    y = x_before + parsum_result
    del x_before
    print(x, y)
    x += parsum(change())
    print(x)
