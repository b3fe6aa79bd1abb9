# Compiled by DiNo VERSION from iterates_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matvec

    A = np.arange(4.0).reshape(2, 2) / 4
    x = y = z = u = v = np.ones(2)

for _ in range(3):
    # line 7: x = matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 7)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                   # Root -> Replicate
    x_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    x = spmd.gather(x_block)                      # Shard(0) -> Root; None on workers
    if spmd.root:
        print(x)

for _ in range(3):
    # line 10: y = matvec(A, y)
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 10)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    y_copy = spmd.bcast(y_plan)                   # Root -> Replicate
    y_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    y = spmd.gather(y_block)                      # Shard(0) -> Root; None on workers
    if spmd.root:
        y += 1

for _ in range(3):
    # line 13: z = matvec(A, z)
    A_plan, z_plan = spmd.matvec.plan(spmd.root and (A, z), 13)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    z_copy = spmd.bcast(z_plan)                   # Root -> Replicate
    z_block = spmd.matvec.local(A_block, z_copy)  # each rank computes its block
    z = spmd.gather(z_block)                      # Shard(0) -> Root; None on workers
    if spmd.root:
        other = z

for w in spmd.each(spmd.root and (v, v), 15):
    # line 16: w = matvec(A, w)
    A_plan, w_plan = spmd.matvec.plan(spmd.root and (A, w), 16)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    w_copy = spmd.bcast(w_plan)                   # Root -> Replicate
    w_block = spmd.matvec.local(A_block, w_copy)  # each rank computes its block
    w = spmd.gather(w_block)                      # Shard(0) -> Root; None on workers


if spmd.root:
    def shown():
        return u[0]


for _ in range(3):
    # line 24: u = matvec(A, u)
    A_plan, u_plan = spmd.matvec.plan(spmd.root and (A, u), 24)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    u_copy = spmd.bcast(u_plan)                   # Root -> Replicate
    u_block = spmd.matvec.local(A_block, u_copy)  # each rank computes its block
    u = spmd.gather(u_block)                      # Shard(0) -> Root; None on workers
    if spmd.root:
        shown()

if spmd.root:
    for _ in range(2):
        try:
            t = matvec(A, t)
        except NameError:
            t = v

for _ in range(2):
    # line 32: v = matvec(A, v)
    A_plan, v_plan = spmd.matvec.plan(spmd.root and (A, v), 32)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    v_copy = spmd.bcast(v_plan)                   # Root -> Replicate
    v_block = spmd.matvec.local(A_block, v_copy)  # each rank computes its block
    v = spmd.gather(v_block)                      # Shard(0) -> Root; None on workers
    if spmd.root:
        [v for v in (1, 2)]

if spmd.root:
    print(y, z, u, v, w, t)
