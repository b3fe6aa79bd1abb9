# Compiled by DiNo VERSION from elif_only_root.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

for kind in spmd.each(spmd.root and ("a", "b", "c", "d"), 4):
    if spmd.choice(spmd.root and (kind == "a"), 5):
        # line 6: print(parsum(np.arange(3)))
        x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 6)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(parsum_result)
    elif spmd.choice(spmd.root and (kind == "b"), 7):
        if spmd.root:
            print("b")
    else:
        # line 9: elif kind == "c" and parsum(np.arange(2)) == 1:
        if and_chosen := spmd.choice(spmd.root and (kind == "c"), 9):
            x_plan = spmd.parsum.plan(spmd.root and (np.arange(2),), 9)
            x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            if and_chosen and parsum_result == 1:
                print("c")
            # otherwise
            else:
                print("other")
