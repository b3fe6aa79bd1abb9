# Compiled by DiNo VERSION from order_kept.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


    def say(word):
        print(word, end=" ")
        return np.array([2, 1])


    d = {}

# line 11: d[say("key")[0]] = parsum(say("value"))
x_plan = spmd.parsum.plan(spmd.root and (say("value"),), 11)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    d[say("key")[0]] = parsum_result

# line 12: print(say("left") + sort(say("right")))
say_before = spmd.root and say("left")
x_plan = spmd.sort.plan(spmd.root and (say("right"),), 12)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    print(say_before + sort_result)
    del say_before, sort_result

# line 13: print(sort(say("first")), sort(say("second")))
x_plan = spmd.sort.plan(spmd.root and (say("first"),), 13)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.sort.plan(spmd.root and (say("second"),), 13)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result_2 = spmd.gather(sort_block)      # Shard(0) -> Root; None on workers

if spmd.root:
    print(sort_result, sort_result_2)
    del sort_result, sort_result_2

# line 14: print(parsum(sort(say("inner"))), say("last"))
x_plan = spmd.sort.plan(spmd.root and (say("inner"),), 14)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
x_plan = spmd.parsum.plan(spmd.root and (sort_result,), 14)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del sort_result

if spmd.root:
    print(parsum_result, say("last"))
