# Compiled by DiNo VERSION from function_of_nothing.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import hello, parsum


@spmd.collective  # on all ranks
def report():
    """No parameters, no value."""
    # line 7: print("sum", parsum(np.arange(3)))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 7)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print("sum", parsum_result)
    return


@spmd.collective  # on all ranks
def silent():
    # line 12: parsum(np.arange(3))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 12)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    spmd.reduce(parsum_part)                  # Partial(pairwise) -> Root; None on workers


# line 15: x = report()
x = report()

# line 16: report()
report()

# line 17: print(x, silent())
silent_result = silent()

if spmd.root:
    print(x, silent_result)
    del silent_result
