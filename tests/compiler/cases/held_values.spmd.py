# Compiled by DiNo VERSION from held_values.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort

    x = np.array([3.0, 1.0, 2.0])
    d = {"k": 1.0}

# line 6: print(len(d), parsum(x), d.pop("k"), sort(x), d)
len_before = spmd.root and len(d)
x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
pop_before = spmd.root and d.pop("k")
x_plan = spmd.sort.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers

if spmd.root:
    print(len_before, parsum_result, pop_before, sort_result, d)
    del len_before, pop_before, sort_result

# line 7: y = d.get("k", 2) * x + matvec(np.eye(3), x) - d.setdefault("k", parsum(x))
value_before = spmd.root and (d.get("k", 2) * x)
a_plan, x_plan = spmd.matvec.plan(spmd.root and (np.eye(3), x), 7)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(a_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
value_before_2 = spmd.root and (value_before + matvec_result)
setdefault_before = spmd.root and d.setdefault
x_plan = spmd.parsum.plan(spmd.root and (x,), 7)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del value_before, matvec_result

if spmd.root:
    y = value_before_2 - setdefault_before("k", parsum_result)
    del value_before_2, setdefault_before
    print(y)

# lines 9-15: print(
#     x.max(),
#     matmul(
#         np.eye(3) * d["k"],
#         np.ones((3, 2)),
#     ).shape,
# )
max_before = spmd.root and x.max()
a_plan, b_plan = spmd.matmul.plan(spmd.root and (np.eye(3) * d["k"], np.ones((3, 2))), 11)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(a_block, b_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print(
        max_before,
        matmul_result.shape,
    )
    del max_before, matmul_result
