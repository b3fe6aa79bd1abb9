# Compiled by DiNo VERSION from while_else_condition.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    x = np.ones(3)

while True:
    # line 5: while parsum(x) < 10:
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (parsum_result < 10), 5):
        # before the else
        # on its line
        if spmd.root:
            print("else", x)  # in it
        # behind it
        break
    if spmd.root:
        x += 1


@spmd.collective  # on all ranks
def counted(y, most):
    while True:
        # line 14: while parsum(y) < most and len(y) < 4:
        y_plan = spmd.parsum.plan(spmd.root and (y,), 14)
        y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if not spmd.choice(spmd.root and (parsum_result < most and len(y) < 4), 14):
            for i in range(2):
                # line 22: y += parsum(y)
                y_plan = spmd.parsum.plan(spmd.root and (y,), 22)
                y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
                parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
                parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
                if spmd.root:
                    y += parsum_result
            if spmd.choice(spmd.root and i, 23):
                # line 24: return "else", parsum(y)
                y_plan = spmd.parsum.plan(spmd.root and (y,), 24)
                y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
                parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
                parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
                return spmd.root and ("else", parsum_result)
            break
        if spmd.choice(spmd.root and (y[0] > 5), 15):
            break
        if spmd.root:
            y += 1
        if spmd.choice(spmd.root and (y[0] > 3), 18):
            continue
    return spmd.root and ("end", y)


# line 28: print(counted(np.ones(2), 5), counted(np.ones(2), 100), counted(np.ones(5), 9))
counted_result = counted(spmd.root and np.ones(2), 5)
counted_result_2 = counted(spmd.root and np.ones(2), 100)
counted_result_3 = counted(spmd.root and np.ones(5), 9)

if spmd.root:
    print(counted_result, counted_result_2, counted_result_3)
    del counted_result, counted_result_2, counted_result_3

while True:
    # line 29: while x[0] < 6 and parsum(x):
    if and_chosen := spmd.choice(spmd.root and (x[0] < 6), 29):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 29)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (and_chosen and parsum_result), 29):
        # line 30: print(parsum(x))
        x_plan = spmd.parsum.plan(spmd.root and (x,), 30)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(parsum_result)
        break
    if spmd.root:
        x += 1

if spmd.choice(spmd.root and (x[0] < 0), 31):
    if spmd.root:
        pass
else:
    # line 33: elif parsum(x) > 0:
    x_plan = spmd.parsum.plan(spmd.root and (x,), 33)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.choice(spmd.root and (parsum_result > 0), 33):
        while True:
            # line 34: while parsum(x) < 100:
            x_plan = spmd.parsum.plan(spmd.root and (x,), 34)
            x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
            if not spmd.choice(spmd.root and (parsum_result < 100), 34):
                if spmd.root:
                    print(x)
                break
            if spmd.root:
                x += 9
