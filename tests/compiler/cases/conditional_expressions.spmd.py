# Compiled by DiNo VERSION from conditional_expressions.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.arange(3)

# line 5: print(len(x) > 5 and parsum(x), parsum(x) if len(x) > 5 else "no", [parsum(x) for _ in x if _ > 5])
value_before = spmd.root and (len(x) > 5)
if and_decided := spmd.choice(spmd.root and value_before, 5):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
if if_chosen := spmd.choice(spmd.root and (len(x) > 5), 5):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(value_before if not and_decided else parsum_result, parsum_result_2 if if_chosen else "no", [parsum(x) for _ in x if _ > 5])
    del value_before
    f = lambda: parsum(x)

# line 7: print(f(), 1 < parsum(x) < 2 < parsum(None))
f_before = spmd.root and f()
x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(f_before, 1 < parsum_result < 2 < parsum(None))
    del f_before
    assert parsum(x) == 3, sort(None)
