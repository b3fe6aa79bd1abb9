# Compiled by DiNo VERSION from chain_of_three.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: print(x[0] < 5 < parsum(x), [n for n in range(3) if 0 <= n < parsum(x)])
value_before = spmd.root and (x[0] < 5)
if chain_decided := spmd.choice(spmd.root and value_before, 5):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(value_before if not chain_decided else 5 < parsum_result, [n for n in range(3) if 0 <= n < parsum(x)])
    del value_before
    low, high = 1, 2


    def seen(n):
        print("seen", n)
        return n


# what is compared twice is evaluated once
# line 15: print(seen(0) < seen(1) < parsum(x) + seen(2), seen(3) < seen(1) < parsum(x) + seen(2))
seen_before = spmd.root and seen(0)
seen_before_2 = spmd.root and seen(1)
value_before = spmd.root and (seen_before < seen_before_2)
if chain_decided := spmd.choice(spmd.root and value_before, 15):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before_2 = spmd.root and (value_before if not chain_decided else seen_before_2 < parsum_result + seen(2))
seen_before_3 = spmd.root and seen(3)
seen_before_4 = spmd.root and seen(1)
value_before_3 = spmd.root and (seen_before_3 < seen_before_4)
if chain_decided_2 := spmd.choice(spmd.root and value_before_3, 15):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del seen_before, seen_before_2, seen_before_3

if spmd.root:
    print(value_before_2, value_before_3 if not chain_decided_2 else seen_before_4 < parsum_result_2 + seen(2))
    del value_before, value_before_2, value_before_3, seen_before_4

# line 16: print((low) < (high + 1) < (parsum(x)), not low < high < parsum(x), low is not None is not parsum(x))
value_before = spmd.root and (high + 1)
value_before_2 = spmd.root and (low < value_before)
if chain_decided := spmd.choice(spmd.root and value_before_2, 16):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before_3 = spmd.root and (value_before_2 if not chain_decided else value_before < (parsum_result))
value_before_4 = spmd.root and (low < high)
if chain_decided_2 := spmd.choice(spmd.root and value_before_4, 16):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before_5 = spmd.root and (not (value_before_4 if not chain_decided_2 else high < parsum_result_2))
value_before_6 = spmd.root and (low is not None)
if chain_decided_3 := spmd.choice(spmd.root and value_before_6, 16):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_3 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del value_before

if spmd.root:
    print(value_before_3, value_before_5, value_before_6 if not chain_decided_3 else None is not parsum_result_3)
    del value_before_2, value_before_3, value_before_4, value_before_5, value_before_6

# lines 17-19: r = low < high < parsum(x) and 0 < parsum(x) <  (  # one
#    high + 7
#    ) <= parsum(x * 2) or 5
value_before = spmd.root and (low < high)
if chain_decided := spmd.choice(spmd.root and value_before, 17):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 17)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before_2 = spmd.root and (value_before if not chain_decided else high < parsum_result)
if and_decided := spmd.choice(spmd.root and value_before_2, 17):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 17)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    r = (value_before_2 if not and_decided else 0 < parsum_result_2 <  (  # one
       high + 7
       ) <= parsum(x * 2)) or 5
    del value_before, value_before_2

# line 20: if low < high < parsum(x):
value_before = spmd.root and (low < high)
if chain_decided := spmd.choice(spmd.root and value_before, 20):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 20)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    if (value_before if not chain_decided else high < parsum_result):
        r += 1

while True:
    # line 22: while low < high < parsum(x) - 1:
    value_before = spmd.root and (low < high)
    if chain_decided := spmd.choice(spmd.root and value_before, 22):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 22)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if not spmd.choice(spmd.root and (value_before if not chain_decided else high < parsum_result - 1), 22):
        break
    if spmd.root:
        high += 1

# line 24: print(r, high, f"{low < high < parsum(x)}", 1 if 9 < high < parsum(x) else 2)
value_before = spmd.root and (low < high)
if chain_decided := spmd.choice(spmd.root and value_before, 24):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 24)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
text_before = spmd.root and (f"{value_before if not chain_decided else high < parsum_result}")
value_before_2 = spmd.root and (9 < high)
if chain_decided_2 := spmd.choice(spmd.root and value_before_2, 24):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 24)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(r, high, text_before, 1 if (value_before_2 if not chain_decided_2 else high < parsum_result_2) else 2)
    del value_before, text_before, value_before_2

# line 25: z = low and (seen(low) < seen(high) < parsum(x)) and sort(x)
low_before = spmd.root and low
if and_decided := spmd.choice(spmd.root and low_before, 25):
    seen_before = spmd.root and seen(low)
    seen_before_2 = spmd.root and seen(high)
    value_before = spmd.root and (seen_before < seen_before_2)
    if chain_decided := spmd.choice(spmd.root and value_before, 25):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 25)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    value_before_2 = spmd.root and (value_before if not chain_decided else seen_before_2 < parsum_result)
    if and_decided_2 := spmd.choice(spmd.root and value_before_2, 25):
        x_plan = spmd.sort.plan(spmd.root and (x,), 25)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    del seen_before, seen_before_2

if spmd.root:
    z = low_before if not and_decided else value_before_2 if not and_decided_2 else sort_result
    del low_before
    value_before = None
    value_before_2 = None
    sort_result = None
    print(z)
