# Compiled by DiNo VERSION from function_used_both_ways.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


    def total(x):
        return parsum(x)


@spmd.collective_of(spmd.root and total)
def total_spmd(x):  # lines 5-6, on all ranks
    # line 6: return parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return parsum_result


if spmd.root:
    def twice(f, x):
        return f(x) + f(x)


    x = np.arange(4)

# line 14: print(total(x), list(map(total, [x, x + 1])), twice(total, x), [total(x) for _ in range(2)])
total_result = total_spmd(spmd.root and x)

if spmd.root:
    print(total_result, list(map(total, [x, x + 1])), twice(total, x), [total(x) for _ in range(2)])
    del total_result
    alias = total
    print(alias(x), alias.__name__, (lambda y: total(y))(x))
    try:
        print(total(x), total())
    except TypeError as error:
        print(error)
