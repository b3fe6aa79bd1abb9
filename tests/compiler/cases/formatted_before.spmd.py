# Compiled by DiNo VERSION from formatted_before.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])

# line 5: print(f"{x[0]:.1f} {parsum(x):8.3f} {sort(x)!r} of {len(x)}: {parsum( x )}" f'{x[1]} {matvec(np.eye(3), x)[0]}')
x_shown = spmd.root and f"{x[0]:.1f}"
x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
parsum_shown = spmd.root and f"{parsum_result:8.3f}"
x_plan = spmd.sort.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
sort_shown = spmd.root and f"{sort_result!r}"
len_shown = spmd.root and f"{len(x)}"
x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
parsum_shown_2 = spmd.root and f"{parsum_result_2}"
x_shown_2 = spmd.root and f"{x[1]}"
a_plan, x_plan = spmd.matvec.plan(spmd.root and (np.eye(3), x), 5)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
del sort_result

if spmd.root:
    print(f"{x_shown} {parsum_shown} {sort_shown} of {len_shown}: {parsum_shown_2}" f'{x_shown_2} {matvec_result[0]}')
    del x_shown, parsum_shown, sort_shown, len_shown, parsum_shown_2, x_shown_2, matvec_result

# lines 6-7: print(f"""{parsum(x)}
#     {{}} {'a'!s} {sort(x)[0]} {parsum(x):.0f}""")
x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
parsum_shown = spmd.root and f"{parsum_result}"
value_shown = spmd.root and f"{'a'!s}"
x_plan = spmd.sort.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
sort_shown = spmd.root and f"{sort_result[0]}"
x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)              # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)    # each rank computes its part
parsum_result_2 = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del sort_result

if spmd.root:
    print(f"""{parsum_shown}
    {{}} {value_shown} {sort_shown} {parsum_result_2:.0f}""")
    del parsum_shown, value_shown, sort_shown
