# Compiled by DiNo VERSION from elif_with_steps.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

for kind in range(4):
    if kind == 0:
        if spmd.root:
            print("zero")
    # the sum decides
    else:
        # line 9: elif parsum(x + kind) == 9:
        x_plan = spmd.parsum.plan(spmd.root and (x + kind,), 9)
        x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
        parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
        parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
        if spmd.choice(spmd.root and (parsum_result == 9), 9):
            # line 10: print("nine", sort(x))
            x_plan = spmd.sort.plan(spmd.root and (x,), 10)
            x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
            sort_block = spmd.sort.local(x_block)        # each rank computes its block
            sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
            sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
            if spmd.root:
                print("nine", sort_result)
                del sort_result
        else:
            # line 11: elif kind == 2 and matvec(np.eye(3), x)[0] == 3:
            if and_chosen := spmd.choice(spmd.root and (kind == 2), 11):
                a_plan, x_plan = spmd.matvec.plan(spmd.root and (np.eye(3), x), 11)
                a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
                x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
                matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
                matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
            if spmd.choice(spmd.root and (and_chosen and matvec_result[0] == 3), 11):
                if spmd.root:
                    print("two")
            else:
                # comment in the block
                # line 15: print("else", parsum(x))
                x_plan = spmd.parsum.plan(spmd.root and (x,), 15)
                x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
                parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
                parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
                if spmd.root:
                    print("else", parsum_result)
    # after all
