# Compiled by DiNo VERSION from returned_call.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matvec, parsum, sort


@spmd.collective  # on all ranks
def power(A, v, depth):
    if spmd.choice(spmd.root and (depth == 0), 6):
        return spmd.root and v
    # line 8: return power(A, matvec(A, v), depth - 1)
    A_plan, v_plan = spmd.matvec.plan(spmd.root and (A, v), 8)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    v_copy = spmd.bcast(v_plan)                        # Root -> Replicate
    matvec_block = spmd.matvec.local(A_block, v_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    return power(spmd.root and A, spmd.root and matvec_result, spmd.root and (depth - 1))


@spmd.collective  # on all ranks
def size(v):
    # line 12: return parsum(v)
    v_plan = spmd.parsum.plan(spmd.root and (v,), 12)
    v_block = spmd.scatter(v_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(v_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


if spmd.root:
    A, x = np.array([[1.0, 1.0], [0.0, 1.0]]), np.ones(2)

# line 16: print(power(A, x, 2))
power_result = power(spmd.root and A, spmd.root and x, 2)

if spmd.root:
    print(power_result)
    del power_result

# line 17: y = power(A, power(A, sort(x), 1), 1)
x_plan = spmd.sort.plan(spmd.root and (x,), 17)
x_block = spmd.scatter(x_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(x_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
y = power(spmd.root and A, power(spmd.root and A, spmd.root and sort_result, 1), 1)
del sort_result

while True:
    # line 18: while size(matvec(A, y)) < 20:
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 18)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    y_copy = spmd.allgather(y_plan)                    # Shard(0) -> Replicate, or from root
    matvec_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    size_result = size(spmd.root and matvec_result)
    del matvec_result
    if not spmd.choice(spmd.root and (size_result < 20), 18):
        break
    # line 19: y = matvec(A, y)
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 19)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    y_copy = spmd.allgather(y_plan)               # Shard(0) -> Replicate, or from root
    y_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    y = spmd.keep(y_block)                        # Shard(0): stays on the ranks

y = spmd.gather(spmd.root and y, 18)  # Shard(0) -> Root; None on workers

# line 20: if size(matvec(A, x)) > 2:
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 20)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
size_result = size(spmd.root and matvec_result)
del matvec_result

if spmd.choice(spmd.root and (size_result > 2), 20):
    # line 21: print(size(x), y)
    size_result = size(spmd.root and x)
    if spmd.root:
        print(size_result, y)
        del size_result

# line 22: for element in power(A, matvec(A, x), 1):
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 22)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

for element in spmd.each(power(spmd.root and A, spmd.root and matvec_result, 1), 22):
    # line 23: print(element, parsum(y))
    y_plan = spmd.parsum.plan(spmd.root and (y,), 23)
    y_block = spmd.scatter(y_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(y_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(element, parsum_result)
