# Compiled by DiNo VERSION from iterates.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import matmul, matvec

    A = np.arange(9.0).reshape(3, 3) / 10
    x = np.ones(3)

for _ in range(5):  # nobody but the step reads x here
    # line 7: x = matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 7)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.allgather(x_plan)               # Shard(0) -> Replicate, or from root
    x_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    x = spmd.keep(x_block)                        # Shard(0): stays on the ranks

x = spmd.gather(spmd.root and x, 6)  # Shard(0) -> Root; None on workers

if spmd.root:
    print(x)

    x /= 2
    y = x

for turn in spmd.each(spmd.root and range(len(x)), 12):
    for _ in spmd.each(spmd.root and range(turn), 13):
        # line 14: x = matvec(A, x)
        A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 14)
        A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
        x_copy = spmd.allgather(x_plan)               # Shard(0) -> Replicate, or from root
        x_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
        x = spmd.keep(x_block)                        # Shard(0): stays on the ranks
    # line 15: y = matvec(A, y)
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 15)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    y_copy = spmd.allgather(y_plan)               # Shard(0) -> Replicate, or from root
    y_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    y = spmd.keep(y_block)                        # Shard(0): stays on the ranks
    if spmd.choice(spmd.root and (turn == 2), 16):
        if spmd.root:
            x = np.array([1.0, np.inf, 0.0])  # values that are not finite are gathered in each turn
        # line 18: y = matvec(A, x)
        A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 18)
        A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
        x_copy = spmd.allgather(x_plan)               # Shard(0) -> Replicate, or from root
        y_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
        y = spmd.keep(y_block)                        # Shard(0): stays on the ranks

x = spmd.gather(spmd.root and x, 12)  # Shard(0) -> Root; None on workers
y = spmd.gather(spmd.root and y, 12)  # Shard(0) -> Root; None on workers

if spmd.root:
    print(x, y)


    def powers(A, B, turns):
        """Turns of both, if there are any."""
        while turns > 0:
            B = matmul(B, A)
            if turns == 1:
                break
            turns -= 1
        else:
            print("no break")
        return B


@spmd.collective_of(spmd.root and powers)
def powers_spmd(A, B, turns):  # lines 22-31, on all ranks
    while spmd.choice(spmd.root and (turns > 0), 24):
        # line 25: B = matmul(B, A)
        B_plan, A_plan = spmd.matmul.plan(spmd.root and (B, A), 25)
        B_block = spmd.reuse(B_plan)                  # Shard(0): each rank has its rows, or from root
        A_copy = spmd.bcast(A_plan)                   # Root -> Replicate
        B_block = spmd.matmul.local(B_block, A_copy)  # each rank computes its block
        B = spmd.keep(B_block)                        # Shard(0): stays on the ranks
        if spmd.choice(spmd.root and (turns == 1), 26):
            break
        if spmd.root:
            turns -= 1
    else:
        if spmd.root:
            print("no break")
    B = spmd.gather(spmd.root and B, 24)  # Shard(0) -> Root; None on workers
    return spmd.root and B


if spmd.root:
    x, y = np.ones(3), np.ones(3)

# line 35: for value in matvec(A, y):
A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 35)
A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
y_copy = spmd.bcast(y_plan)                        # Root -> Replicate
matvec_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers

for value in spmd.each(spmd.root and matvec_result, 35):  # this is done before y stays on the ranks
    # line 36: y = matvec(A, y)
    A_plan, y_plan = spmd.matvec.plan(spmd.root and (A, y), 36)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    y_copy = spmd.allgather(y_plan)               # Shard(0) -> Replicate, or from root
    y_block = spmd.matvec.local(A_block, y_copy)  # each rank computes its block
    y = spmd.keep(y_block)                        # Shard(0): stays on the ranks

y = spmd.gather(spmd.root and y, 35)  # Shard(0) -> Root; None on workers

while True:
    # line 37: while len(matvec(A, x)) > 3 or value:
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 37)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
    matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    if not spmd.choice(spmd.root and (len(matvec_result) > 3 or value), 37):
        break
    # line 38: x, value = matvec(A, x), 0
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 38)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    x_copy = spmd.bcast(x_plan)                        # Root -> Replicate
    matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    matvec_result = spmd.gather(matvec_block)          # Shard(0) -> Root; None on workers
    if spmd.root:
        x, value = matvec_result, 0
        del matvec_result

for value in range(2):
    # line 40: x = matvec(A, x)
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 40)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.allgather(x_plan)               # Shard(0) -> Replicate, or from root
    x_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    x = spmd.keep(x_block)                        # Shard(0): stays on the ranks
else:
    # line 42: x = matvec(A, matvec(A, x))
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, x), 42)
    A_block = spmd.scatter(A_plan)                     # Root -> Shard(0)
    x_copy = spmd.allgather(x_plan)                    # Shard(0) -> Replicate, or from root
    matvec_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    matvec_kept = spmd.keep(matvec_block)              # Shard(0): stays on the ranks
    A_plan, x_plan = spmd.matvec.plan(spmd.root and (A, matvec_kept), 42)
    A_block = spmd.scatter(A_plan)                # Root -> Shard(0)
    x_copy = spmd.allgather(x_plan)               # Shard(0) -> Replicate
    x_block = spmd.matvec.local(A_block, x_copy)  # each rank computes its block
    x = spmd.keep(x_block)                        # Shard(0): stays on the ranks
    del matvec_kept

x = spmd.gather(spmd.root and x, 39)  # Shard(0) -> Root; None on workers

if spmd.root:
    print(x, y)

# line 44: print(powers(A, np.eye(3), 4))
powers_result = powers_spmd(spmd.root and A, spmd.root and np.eye(3), 4)

if spmd.root:
    print(powers_result)
    del powers_result

# line 45: print(powers(A, "none", 0))
powers_result = powers_spmd(spmd.root and A, "none", 0)

if spmd.root:
    print(powers_result)
    del powers_result
    try:
        print(powers(A, np.eye(2), 2))
    except ValueError as error:
        print(error)
