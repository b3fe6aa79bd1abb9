# Compiled by DiNo VERSION from branches.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

for limit in spmd.each(spmd.root and (0, 10), 5):
    # line 6: y = parsum(x) if x[0] > limit else sort(x)[0] if x[1] < limit else -1.0
    if if_chosen := spmd.choice(spmd.root and (x[0] > limit), 6):
        x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    elif if_chosen_2 := spmd.choice(spmd.root and (x[1] < limit), 6):
        x_plan = spmd.sort.plan(spmd.root and (x,), 6)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        y = parsum_result if if_chosen else sort_result[0] if if_chosen_2 else -1.0
        sort_result = None
    # line 7: z = sort(x) if x[0] > limit else x
    if if_chosen := spmd.choice(spmd.root and (x[0] > limit), 7):
        x_plan = spmd.sort.plan(spmd.root and (x,), 7)
        x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
        sort_block = spmd.sort.local(x_block)        # each rank computes its block
        sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
        sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
    if spmd.root:
        z = sort_result if if_chosen else x
        sort_result = None
    # line 8: print(y, z, matvec(np.eye(3), x) if limit else "none")
    if if_chosen := spmd.choice(spmd.root and limit, 8):
        a_plan, x_plan = spmd.matvec.plan(spmd.root and (np.eye(3), x), 8)
        a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
        x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
        matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
        matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    if spmd.root:
        print(y, z, matvec_result if if_chosen else "none")
        matvec_result = None
