# Compiled by DiNo VERSION from function_in_headers.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


    def small(x):
        return parsum(x) < 10


@spmd.collective_of(spmd.root and small)
def small_spmd(x):  # lines 5-6, on all ranks
    # line 6: return parsum(x) < 10
    x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result < 10)


if spmd.root:
    def pieces(x):
        return [sort(x), x]


@spmd.collective_of(spmd.root and pieces)
def pieces_spmd(x):  # lines 9-10, on all ranks
    # line 10: return [sort(x), x]
    x_plan = spmd.sort.plan(spmd.root and (x,), 10)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    return spmd.root and [sort_result, x]


if spmd.root:
    x = np.array([3, 1, 2])

if spmd.choice(small_spmd(spmd.root and x), 14):
    if spmd.root:
        print("small")

if spmd.choice(small_spmd(spmd.root and (x * 9)), 16):
    if spmd.root:
        print("small")
else:
    if spmd.choice(small_spmd(spmd.root and (x + 1)), 18):
        if spmd.root:
            print("small, plus one")
    else:
        if spmd.root:
            print("large")

while spmd.choice(small_spmd(spmd.root and x), 22):
    if spmd.root:
        x = x + 1
else:
    if spmd.root:
        print("grown", x)

for piece in spmd.each(pieces_spmd(spmd.root and x), 26):
    # line 27: print(parsum(piece))
    piece_plan = spmd.parsum.plan(spmd.root and (piece,), 27)
    piece_block = spmd.scatter(piece_plan)        # Root -> Shard(0)
    parsum_part = spmd.parsum.local(piece_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)      # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)

if spmd.root:
    for piece in pieces(x):
        print(piece)

# line 30: if not small(x) and small(x):
small_result = small_spmd(spmd.root and x)
if and_chosen := spmd.choice(spmd.root and (not small_result), 30):
    small_result_2 = small_spmd(spmd.root and x)
del small_result

if spmd.root:
    if and_chosen and small_result_2:
        print("never")

while True:
    # line 32: while small(x) or parsum(x) < 20:
    small_result = small_spmd(spmd.root and x)
    if not (or_chosen := spmd.choice(spmd.root and small_result, 32)):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 32)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    del small_result
    if not spmd.choice(spmd.root and (or_chosen or parsum_result < 20), 32):
        break
    # line 33: x = x + sort(x)
    x_plan = spmd.sort.plan(spmd.root and (x,), 33)
    x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
    sort_block = spmd.sort.local(x_block)        # each rank computes its block
    sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
    sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        x = x + sort_result
        del sort_result

if spmd.root:
    print(x)
