# Compiled by DiNo VERSION from matvec.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matvec

    A = np.random.default_rng(1).random((1000, 1000))
    x = np.ones(1000)

# line 6: y = matvec(A, x)
A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 6)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
x_copy = spmd.bcast(x_plan)                   # Root -> Replicate
y_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
y = spmd.gather(y_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    print(y[:3])
