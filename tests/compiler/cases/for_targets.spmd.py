# Compiled by DiNo VERSION from for_targets.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    d = {}

for next_item_2 in spmd.each(spmd.root and enumerate([(1, 2), (3, 4)]), 5):
    if spmd.root:
        i, (a, b) = next_item_2
    # line 6: d[i] = parsum(np.array([a, b]))
    x_plan = spmd.parsum.plan(spmd.root and (np.array([a, b]),), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        d[i] = parsum_result

for next_item_2 in spmd.each(spmd.root and range(3), 7):
    if spmd.root:
        d["last"] = next_item_2
    # line 8: print(parsum(np.arange(d["last"] + 1)))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(d["last"] + 1),), 8)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

for next_item_2 in spmd.each(spmd.root and [1], 9):
    if spmd.root:
        next_item = next_item_2
    # line 10: print(parsum(np.array([next_item])))
    x_plan = spmd.parsum.plan(spmd.root and (np.array([next_item]),), 10)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

if spmd.root:
    print(d)
