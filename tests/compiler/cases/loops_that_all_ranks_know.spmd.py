# Compiled by DiNo VERSION from loops_that_all_ranks_know.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort

    x = np.array([3, 1, 2])


@spmd.collective  # on all ranks
def table(x, size):
    for i in range(3):
        for j in spmd.each(spmd.root and range(i + 1, 3), 9):
            if spmd.choice(spmd.root and (i == j - 1 and not i % 2), 10):
                # line 11: print(i, j, parsum(x + i))
                x_plan = spmd.parsum.plan(spmd.root and (x + i,), 11)
                x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
                parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
                parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
                if spmd.root:
                    print(i, j, parsum_result)
            elif spmd.choice(spmd.root and (j > 1), 12):
                continue
            # line 14: x = sort(x)
            x_plan = spmd.sort.plan(spmd.root and (x,), 14)
            x_block = spmd.scatter(x_plan)         # Root -> Shard(0)
            x_block = spmd.sort.local(x_block)     # each rank computes its block
            x_block = spmd.sort.exchange(x_block)  # Allgather, Alltoall, Alltoallv among the ranks
            x = spmd.gather(x_block)               # Shard(0) -> Root; None on workers
    for i in spmd.each(spmd.root and range(size), 15):
        # line 16: print(i, parsum(x))
        x_plan = spmd.parsum.plan(spmd.root and (x,), 16)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(i, parsum_result)
    while True:
        # line 18: if parsum(x) > 20:
        x_plan = spmd.parsum.plan(spmd.root and (x,), 18)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.choice(spmd.root and (parsum_result > 20), 18):
            return spmd.root and x
        if spmd.root:
            x = x + 1


if __name__ == "__main__":
    for i in range(2):
        # line 25: print(table(x, i))
        table_result = table(spmd.root and x, spmd.root and i)
        if spmd.root:
            print(table_result)
            del table_result
    else:
        # line 27: print(i, parsum(x))
        i_before = spmd.root and i
        x_plan = spmd.parsum.plan(spmd.root and (x,), 27)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.root:
            print(i_before, parsum_result)
            del i_before
