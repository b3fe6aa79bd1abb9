# Compiled by DiNo VERSION from nested_loops.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    total = 0

for i in range(3):
    for j in range(3):
        if j > i:
            break
        # line 9: total += parsum(np.arange(i + j + 1))
        x_plan = spmd.parsum.plan(spmd.root and (np.arange(i + j + 1),), 9)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            total += parsum_result
    else:
        if spmd.root:
            print("full", i)
    if spmd.root:
        while total < 5:
            total += 1

if spmd.root:
    print(total)
