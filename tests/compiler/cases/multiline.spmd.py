# Compiled by DiNo VERSION from multiline.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul

# lines 4-8: C = matmul(
#     np.array([[1, 2],   # first
#               [3, 4]]),
#     np.eye(2),  # second
# )
a_plan, b_plan = spmd.matmul.plan(spmd.root and (np.array([[1, 2],   # first
              [3, 4]]), np.eye(2)), 4)
a_block = spmd.scatter(a_plan)                # Root -> Shard(0)
b_copy = spmd.bcast(b_plan)                   # Root -> Replicate
C_block = spmd.matmul.local(a_block, b_copy)  # each rank computes its block
C = spmd.keep(C_block)                        # Shard(0): stays on the ranks

# lines 9-11: print("""two
#     lines""", matmul(C,
#                      C))
C_plan, C_plan_2 = spmd.matmul.plan(spmd.root and (C, C), 10)
C_block = spmd.reuse(C_plan)                       # Shard(0): each rank has its rows
C_copy = spmd.allgather(C_plan_2)                  # Shard(0) -> Replicate
matmul_block = spmd.matmul.local(C_block, C_copy)  # each rank computes its block
matmul_result = spmd.gather(matmul_block)          # Shard(0) -> Root; None on workers

if spmd.root:
    print("""two
    lines""", matmul_result)
    del matmul_result
    text = ("a"
            "b" + \
            "c")
    print(text)
