# Compiled by DiNo VERSION from function_once.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import sys

    import numpy as np
    from dino import matvec, parsum

    A = np.arange(6.0).reshape(2, 3)


# what stands before a function
@spmd.collective  # on all ranks
def shown(x, scale=-2.0, *rest, sep: str = " ", **more) -> None:  # stays before it
    """Its text,
    of two lines."""
    # a comment
    # line 14: print(sep, parsum(x) * scale, rest, more)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 14)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(sep, parsum_result * scale, rest, more)


@spmd.collective  # on all ranks
def inline(x):
    # line 17: return matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 17)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
    matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    return matvec_result


@spmd.collective  # on all ranks
def nested(
    x,  # its argument
    /,
):
    if spmd.root:
        def inner(y):
            return y + 1

    # line 27: return parsum(inner(inline(x)))
    inline_result = inline(spmd.root and x)
    x_plan = spmd.parsum.plan(spmd.root and (inner(inline_result),), 27)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    del inline_result
    return parsum_result


@spmd.collective  # on all ranks
def early(depth):
    if spmd.choice(spmd.root and depth, 31):
        return early(spmd.root and (depth - 1))
    # line 33: return parsum([depth, 1])
    x_plan = spmd.parsum.plan(spmd.root and ([depth, 1],), 33)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


# line 36: shown(inline(np.ones(3)), 2, 3, sep="-", key="word")
shown(inline(spmd.root and np.ones(3)), 2, 3, sep="-", key="word")

# line 37: print(nested([1, 2, 3]), early(2))
nested_result = nested(spmd.root and [1, 2, 3])
early_result = early(2)

if spmd.root:
    print(nested_result, early_result)
    del nested_result, early_result
    x = np.arange(4)

for name in spmd.each(spmd.root and ["one", "two"], 39):
    # line 40: total = early(1) + parsum(x)
    early_result = early(1)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 40)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        total = early_result + parsum_result
        del early_result

if spmd.root:
    print(total, sys.byteorder)
