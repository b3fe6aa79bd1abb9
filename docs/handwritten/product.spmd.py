# Compiled by DiNo VERSION from product.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import sys
    from time import perf_counter

    import numpy as np
    from dino import matmul

    n = int(sys.argv[1])
    rng = np.random.default_rng(1)
    A = rng.normal(size=(n, n)).astype(np.float32)
    B = rng.normal(size=(n, n)).astype(np.float32)

    start = perf_counter()

# line 13: C = matmul(A, B)
A_plan, B_plan = spmd.matmul.plan(spmd.root and (A, B), 13)
A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
B_copy = spmd.bcast(B_plan)                   # Root -> Replicate
C_block = spmd.matmul.local(A_block, B_copy)  # each rank computes its block
C = spmd.gather(C_block)                      # Shard(0) -> Root; None on workers

if spmd.root:
    seconds = perf_counter() - start

    print(f"C is {C.shape[0]} x {C.shape[1]}, its trace {np.trace(C):.3f}")
    print(f"{n} x {n} x {n} in {seconds:.2f} seconds", file=sys.stderr)
