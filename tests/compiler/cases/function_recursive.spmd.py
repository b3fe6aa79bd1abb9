# Compiled by DiNo VERSION from function_recursive.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


@spmd.collective  # on all ranks
def halves(x, depth=0):
    # line 6: total = parsum(x)
    x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    total_part = spmd.parsum.local(x_block)  # each rank computes its part
    total = spmd.reduce(total_part)          # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print("  " * depth, total)
    if spmd.choice(spmd.root and (len(x) < 2), 8):
        return spmd.root and [total]
    if spmd.root:
        half = len(x) // 2
    # line 11: return halves(x[:half], depth + 1) + halves(x[half:], depth=depth + 1)
    halves_result = halves(spmd.root and x[:half], spmd.root and (depth + 1))
    halves_result_2 = halves(spmd.root and x[half:], depth=spmd.root and (depth + 1))
    return spmd.root and (halves_result + halves_result_2)


# line 14: print(halves(np.arange(5)))
halves_result = halves(spmd.root and np.arange(5))

if spmd.root:
    print(halves_result)
    del halves_result
