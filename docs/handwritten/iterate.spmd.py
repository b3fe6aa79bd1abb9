# Compiled by DiNo VERSION from iterate.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import sys
    from time import perf_counter

    import numpy as np
    from dino import matvec

    size, turns = map(int, sys.argv[1:])
    M = np.roll(np.eye(size), 1, axis=0)
    v = np.zeros(size)
    v[0] = 1.0

    start = perf_counter()

for _ in spmd.each(spmd.root and range(turns), 13):
    # line 14: v = matvec(M, v)
    M_plan, v_plan = spmd.matvec.plan(spmd.root and (M, v), 14)
    M_block = spmd.scatter(M_plan)                # Root -> Shard(0)
    v_copy = spmd.allgather(v_plan)               # Shard(0) -> Replicate, or from root
    v_block = spmd.matvec.local(M_block, v_copy)  # each rank computes its block
    v = spmd.keep(v_block)                        # Shard(0): stays on the ranks

v = spmd.gather(spmd.root and v, 13)  # Shard(0) -> Root; None on workers

if spmd.root:
    seconds = perf_counter() - start

    if abs(v[turns] - 1.0) > 0.01:
        sys.exit("Wrong result!")
    print(f"{turns} iterations of size {size}")
    print(f"{turns / seconds:.2f} iterations per second", file=sys.stderr)
