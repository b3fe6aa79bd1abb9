# Compiled by DiNo VERSION from function_break_continue.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum, sort


@spmd.collective  # on all ranks
def search(rows, limit):
    for next_item in spmd.each(spmd.root and enumerate(rows), 6):
        if spmd.root:
            index, row = next_item
        if spmd.choice(spmd.root and (index == 1), 7):
            continue
        while True:
            # line 10: row = sort(row) + 1
            row_plan = spmd.sort.plan(spmd.root and (row,), 10)
            row_block = spmd.scatter(row_plan)           # Root -> Shard(0)
            sort_block = spmd.sort.local(row_block)      # each rank computes its block
            sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
            sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
            if spmd.root:
                row = sort_result + 1
                del sort_result
            if spmd.choice(spmd.root and (row[0] > limit), 11):
                break
            # line 13: if parsum(row) > 100:
            row_plan = spmd.parsum.plan(spmd.root and (row,), 13)
            row_block = spmd.scatter(row_plan)          # Root -> Shard(0)
            parsum_part = spmd.parsum.local(row_block)  # each rank computes its part
            parsum_result = spmd.reduce(parsum_part)    # Partial(pairwise) -> Root; None on workers
            if spmd.choice(spmd.root and (parsum_result > 100), 13):
                return spmd.root and ("too much", index)
        if spmd.choice(spmd.root and (row[-1] > 10), 15):
            break
    else:
        return "none"
    return spmd.root and (index, row)


# line 22: print(search([np.array([1, 2]), np.array([5, 4]), np.array([9, 8])], 3))
search_result = search(spmd.root and [np.array([1, 2]), np.array([5, 4]), np.array([9, 8])], 3)

if spmd.root:
    print(search_result)
    del search_result

# line 23: print(search([np.array([90, 2])], 40), search([], 1))
search_result = search(spmd.root and [np.array([90, 2])], 40)
search_result_2 = search(spmd.root and [], 1)

if spmd.root:
    print(search_result, search_result_2)
    del search_result, search_result_2
