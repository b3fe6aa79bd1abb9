# Compiled by DiNo VERSION from truth_of_numbers_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


    class Told:
        def __bool__(self):
            print("asked")
            return False


    x, told = np.ones(3), Told()

if spmd.choice(spmd.root and (x[0] == 1 and len(x) == 3 or told), 12):  # nobody can tell how often these are asked
    # line 13: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

if spmd.choice(spmd.root and (not told), 14):
    # line 15: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

while spmd.choice(spmd.root and (isinstance(x, list) or not told and x[0] < 3), 16):
    # line 17: x += parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 17)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        x += parsum_result

# line 18: print(parsum(x) if told else parsum(-x))
if if_chosen := spmd.choice(spmd.root and told, 18):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 18)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
else:
    x_plan = spmd.parsum.plan(spmd.root and (-x,), 18)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(parsum_result if if_chosen else parsum_result_2)
