# Compiled by DiNo VERSION from annotated.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    x = np.arange(5)

# line 5: total: int = parsum(x)
x_plan = spmd.parsum.plan(spmd.root and (x,), 5)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    total: int = parsum_result

# line 6: half: "float" = parsum(x) / 2
x_plan = spmd.parsum.plan(spmd.root and (x,), 6)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    half: "float" = parsum_result / 2
    print(total, half, __annotations__)
