# Compiled by DiNo VERSION from value_of_and.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: y = len(x) and parsum(x)
len_before = spmd.root and len(x)
if and_decided := spmd.choice(spmd.root and len_before, 5):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    y = len_before if not and_decided else parsum_result
    del len_before

# line 6: z = "" or sort(x)
value_before = spmd.root and ""
if not (or_decided := spmd.choice(spmd.root and value_before, 6)):
    x_plan = spmd.sort.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    z = value_before if or_decided else sort_result
    del value_before
    sort_result = None
    print(y, z)

    # the truth of each operand is asked for once, where it is evaluated
    waiting = [x, x * 2]

while spmd.choice(spmd.root and waiting, 11):
    # line 12: last = waiting and parsum(waiting.pop())
    waiting_before = spmd.root and waiting
    if and_decided := spmd.choice(spmd.root and waiting_before, 12):
        x_plan = spmd.parsum.plan(spmd.root and (waiting.pop(),), 12)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        last = waiting_before if not and_decided else parsum_result
        del waiting_before
    # line 13: print(last, not (last and parsum(x)))
    last_before = spmd.root and last
    if and_decided := spmd.choice(spmd.root and last_before, 13):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 13)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(last, not (last_before if not and_decided else parsum_result))
        del last_before


@spmd.collective  # on all ranks
def norm(a, full):
    # line 17: return full and parsum(a * a) or sort(a)
    full_before = spmd.root and full
    if and_decided := spmd.choice(spmd.root and full_before, 17):
        x_plan = spmd.parsum.plan(spmd.root and (a * a,), 17)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    value_before = spmd.root and (full_before if not and_decided else parsum_result)
    if not (or_decided := spmd.choice(spmd.root and value_before, 17)):
        a_plan = spmd.sort.plan(spmd.root and (a,), 17)
        a_block = spmd.scatter(a_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(a_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    del full_before
    return spmd.root and (value_before if or_decided else sort_result)


# line 20: print(norm(x, 0), norm(x, 1), norm(x * 0, True))
norm_result = norm(spmd.root and x, 0)
norm_result_2 = norm(spmd.root and x, 1)
norm_result_3 = norm(spmd.root and (x * 0), True)

if spmd.root:
    print(norm_result, norm_result_2, norm_result_3)
    del norm_result, norm_result_2, norm_result_3
    a = b = 1

# lines 22-24: r = (a or  # one
#      b and parsum(x) or
#      sort(x))
a_before = spmd.root and a
if not (or_decided := spmd.choice(spmd.root and a_before, 22)):
    b_before = spmd.root and b
    if and_decided := spmd.choice(spmd.root and b_before, 23):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 23)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    value_before = spmd.root and (b_before if not and_decided else parsum_result)
    if not (or_decided_2 := spmd.choice(spmd.root and value_before, 23)):
        x_plan = spmd.sort.plan(spmd.root and (x,), 24)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    del b_before

if spmd.root:
    r = (a_before if or_decided else value_before if or_decided_2 else sort_result)
    del a_before
    value_before = None
    sort_result = None

# line 25: r = a and b and parsum(x) or 3 if r else sort(x)
if if_chosen := spmd.choice(spmd.root and r, 25):
    a_before = spmd.root and a
    if and_decided := spmd.choice(spmd.root and a_before, 25):
        b_before = spmd.root and b
        if and_decided_2 := spmd.choice(spmd.root and b_before, 25):
            x_plan = spmd.parsum.plan(spmd.root and (x,), 25)
            x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
else:
    x_plan = spmd.sort.plan(spmd.root and (x,), 25)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    r = (a_before if not and_decided else b_before if not and_decided_2 else parsum_result) or 3 if if_chosen else sort_result
    a_before = None
    b_before = None
    sort_result = None

# line 26: r = (a) and (parsum(x)) and (b or parsum(x)) and r + parsum(x)
a_before = spmd.root and a
if and_decided := spmd.choice(spmd.root and a_before, 26):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 26)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if and_decided_2 := spmd.choice(spmd.root and parsum_result, 26):
        b_before = spmd.root and b
        if not (or_decided := spmd.choice(spmd.root and b_before, 26)):
            x_plan = spmd.parsum.plan(spmd.root and (x,), 26)
            x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
            parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        value_before = spmd.root and (b_before if or_decided else parsum_result_2)
        if and_decided_3 := spmd.choice(spmd.root and value_before, 26):
            x_plan = spmd.parsum.plan(spmd.root and (x,), 26)
            x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
            parsum_result_3 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        del b_before

if spmd.root:
    r = a_before if not and_decided else parsum_result if not and_decided_2 else value_before if not and_decided_3 else r + parsum_result_3
    del a_before
    value_before = None

# line 27: print(r, a and (b and parsum(x)), [0 or parsum(x), {1: a or parsum(x)}], -(0 or parsum(x)))
a_before = spmd.root and a
if and_decided := spmd.choice(spmd.root and a_before, 27):
    b_before = spmd.root and b
    if and_decided_2 := spmd.choice(spmd.root and b_before, 27):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before = spmd.root and 0
if not (or_decided := spmd.choice(spmd.root and value_before, 27)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
a_before_2 = spmd.root and a
if not (or_decided_2 := spmd.choice(spmd.root and a_before_2, 27)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_3 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
value_before_2 = spmd.root and 0
if not (or_decided_3 := spmd.choice(spmd.root and value_before_2, 27)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
    x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
    parsum_result_4 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(r, a_before if not and_decided else (b_before if not and_decided_2 else parsum_result), [value_before if or_decided else parsum_result_2, {1: a_before_2 if or_decided_2 else parsum_result_3}], -(value_before_2 if or_decided_3 else parsum_result_4))
    del a_before, value_before, a_before_2, value_before_2
    b_before = None

# line 28: for item in 0 or sort(x):
value_before = spmd.root and 0
if not (or_decided := spmd.choice(spmd.root and value_before, 28)):
    x_plan = spmd.sort.plan(spmd.root and (x,), 28)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

for item in spmd.each(spmd.root and (value_before if or_decided else sort_result), 28):
    # line 29: x[0] += item and parsum(x)
    x_before = spmd.root and x[0]
    item_before = spmd.root and item
    if and_decided := spmd.choice(spmd.root and item_before, 29):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 29)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        x_before += item_before if not and_decided else parsum_result
        x[0] = x_before
        del x_before, item_before

# line 30: print(""or parsum(x), x)
value_before = spmd.root and ""
if not (or_decided := spmd.choice(spmd.root and value_before, 30)):
    x_plan = spmd.parsum.plan(spmd.root and (x,), 30)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(value_before if or_decided else parsum_result, x)
    del value_before

while True:
    # line 31: while (a and parsum(x)) < 2000 and (0 or parsum(x)):
    a_before = spmd.root and a
    if and_decided := spmd.choice(spmd.root and a_before, 31):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 31)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if and_chosen := spmd.choice(spmd.root and ((a_before if not and_decided else parsum_result) < 2000), 31):
        if not (or_chosen := spmd.choice(spmd.root and 0, 31)):
            x_plan = spmd.parsum.plan(spmd.root and (x,), 31)
            x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
            parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
            parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    del a_before
    if not spmd.choice(spmd.root and (and_chosen and (or_chosen or parsum_result_2)), 31):
        break
    if spmd.root:
        x *= 2

if spmd.root:
    print(x)
