# Compiled by DiNo VERSION from function_of_nothing.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import hello, parsum


    def report():
        """No parameters, no value."""
        print("sum", parsum(np.arange(3)))
        return


@spmd.collective(spmd.root and report)
def report_spmd():  # lines 5-8, on all ranks
    # line 7: print("sum", parsum(np.arange(3)))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 7)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print("sum", parsum_result)
    return


if spmd.root:
    def silent():
        parsum(np.arange(3))


@spmd.collective(spmd.root and silent)
def silent_spmd():  # lines 11-12, on all ranks
    # line 12: parsum(np.arange(3))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 12)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    spmd.reduce(parsum_part)                  # Partial(pairwise) -> Root; None on workers


# line 15: x = report()
x = report_spmd()

# line 16: report()
report_spmd()

# line 17: print(x, silent())
silent_result = silent_spmd()

if spmd.root:
    print(x, silent_result)
    del silent_result
