# Compiled by DiNo VERSION from truth_once.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


    class Told:
        def __init__(self, value):
            self.value = value

        def __bool__(self):
            print("asked", self.value)
            return bool(self.value)


    x, yes, no = np.ones(3), Told(1), Told(0)

if spmd.choice(spmd.root and (True if (yes and no or yes) else False), 15):
    # line 16: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

if spmd.choice(spmd.root and (True if (not (no or yes)) else False), 17):
    # line 18: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 18)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)
elif spmd.choice(spmd.root and (True if (no or len(x) and yes) else False), 19):
    # line 20: print(parsum(x + 1))
    x_plan = spmd.parsum.plan(spmd.root and (x + 1,), 20)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

while True:
    # line 21: while no or yes and parsum(x) < 9:
    if not (or_chosen := spmd.choice(spmd.root and no, 21)):
        if and_chosen := spmd.choice(spmd.root and yes, 21):
            x_plan = spmd.parsum.plan(spmd.root and (x,), 21)
            x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (True if (or_chosen or and_chosen and parsum_result < 9) else False), 21):
        break
    if spmd.root:
        x += 1

if spmd.choice(spmd.root and (True if (True if no or yes else False) else False), 23):
    # line 24: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 24)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

if spmd.choice(spmd.root and (x[0] > 1 and yes), 25):
    # line 26: print(parsum(x) if yes and no else parsum(-x))
    if if_chosen := spmd.choice(spmd.root and (True if (yes and no) else False), 26):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 26)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    else:
        x_plan = spmd.parsum.plan(spmd.root and (-x,), 26)
        x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
        parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result if if_chosen else parsum_result_2)

for i in spmd.each(spmd.root and (yes and [1]), 27):
    # line 28: print(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 28)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)
