"""The largest eigenvalue of a matrix."""

# Compiled by DiNo VERSION from power_iteration.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matvec, parsum

    A = np.arange(9.0).reshape(3, 3)
    A = A + A.T
    x = np.ones(3)
    old = 0.0

for step in range(100):
    # line 10: y = matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 10)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                   # Root -> Replicate
    y_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    y = spmd.gather(y_block)                      # Shard(0) -> Root; None on workers
    # line 11: norm = np.sqrt(parsum(y * y))
    x_plan = spmd.parsum.plan(spmd.root and (y * y,), 11)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        norm = np.sqrt(parsum_result)
        x = y / norm
    if spmd.choice(spmd.root and (abs(norm - old) < 1e-12), 13):
        if spmd.root:
            print("converged")
        break
    if spmd.root:
        old = norm
else:
    if spmd.root:
        print("not converged")

if spmd.root:
    print(f"{norm:.6f}")
