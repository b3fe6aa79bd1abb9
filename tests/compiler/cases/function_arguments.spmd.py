# Compiled by DiNo VERSION from function_arguments.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec, parsum, sort


@spmd.collective  # on all ranks
def dot(x, y):
    # line 6: return parsum(x * y)
    x_plan = spmd.parsum.plan(spmd.root and (x * y,), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


@spmd.collective  # on all ranks
def product(A, *others):
    for B in spmd.each(spmd.root and others, 10):
        # line 11: A = matmul(A, B)
        A_plan, B_plan = spmd.matmul.plan(spmd.root and (A, B), 11)
        A_block = spmd.reuse(A_plan)                  # Shard(0): each rank has its rows, or from root
        B_copy = spmd.bcast(B_plan)                   # Root -> Replicate
        A_block = spmd.matmul.local(A_block, B_copy)  # each rank computes its block
        A = spmd.keep(A_block)                        # Shard(0): stays on the ranks
    A = spmd.gather(spmd.root and A, 10)  # Shard(0) -> Root; None on workers
    return spmd.root and A


if spmd.root:
    A = np.arange(4.0).reshape(2, 2)
    v = np.array([1.0, 2.0])

# line 17: print(dot(v, matvec(A, sort(v))), dot(matvec(A, v), v))
v_plan = spmd.sort.plan(spmd.root and (v,), 17)
v_block = spmd.scatter(v_plan)               # Root -> Shard(0)
sort_block = spmd.sort.local(v_block)        # each rank computes its block
sort_block = spmd.sort.exchange(sort_block)  # Allgather, Alltoall, Alltoallv among the ranks
sort_result = spmd.gather(sort_block)        # Shard(0) -> Root; None on workers
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, sort_result), 17)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
dot_result = dot(spmd.root and v, spmd.root and matvec_result)
A_plan, v_plan = spmd.matvec.plan(spmd.root and (A, v), 17)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
v_copy = spmd.bcast(v_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, v_copy)  # each rank computes its block
matvec_result_2 = spmd.gather(matvec_block)        # Shard(0) -> Root; None on workers
dot_result_2 = dot(spmd.root and matvec_result_2, spmd.root and v)
del sort_result, matvec_result, matvec_result_2

if spmd.root:
    print(dot_result, dot_result_2)
    del dot_result, dot_result_2

# line 18: s = dot(v, v) + dot(v, -v) * 2 - parsum(v)
dot_result = dot(spmd.root and v, spmd.root and v)
dot_result_2 = dot(spmd.root and v, spmd.root and (-v))
value_before = spmd.root and (dot_result + dot_result_2 * 2)
v_plan = spmd.parsum.plan(spmd.root and (v,), 18)
v_block = spmd.scatter(v_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(v_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
del dot_result, dot_result_2

if spmd.root:
    s = value_before - parsum_result
    del value_before

# line 19: first, *rest = product(A, A, product(A, A))
product_result = product(spmd.root and A, spmd.root and A, product(spmd.root and A, spmd.root and A))

if spmd.root:
    first, *rest = product_result
    del product_result

# line 20: dot(v, v)
dot(spmd.root and v, spmd.root and v)

# line 21: s += dot(v, v)
dot_result = dot(spmd.root and v, spmd.root and v)

if spmd.root:
    s += dot_result
    del dot_result

# line 22: total: float = dot(v, product(A, A)[0])
product_result = product(spmd.root and A, spmd.root and A)
dot_result = dot(spmd.root and v, spmd.root and product_result[0])
del product_result

if spmd.root:
    total: float = dot_result
    del dot_result

# line 23: print(s, first, rest, total, f"{dot(v, v)} of {s}", matmul(product(A), A))
dot_result = dot(spmd.root and v, spmd.root and v)
text_before = spmd.root and (f"{dot_result} of {s}")
product_result = product(spmd.root and A)
a_plan, A_plan = spmd.matmul.plan(spmd.root and (product_result, A), 23)
a_block = spmd.scatter(a_plan)                     # Root -> Shard(0)
A_copy = spmd.bcast(A_plan)                        # Root -> Replicate
matmul_block = spmd.matmul.local(a_block, A_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers
del dot_result, product_result

if spmd.root:
    print(s, first, rest, total, text_before, matmul_result)
    del text_before, matmul_result
