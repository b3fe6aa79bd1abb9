# Compiled by DiNo VERSION from function_lifetimes.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


    class Noisy:
        def __init__(self, value):
            self.value = value

        def __del__(self):
            print("gone", self.value)


    def made(x):
        return Noisy(parsum(x))


@spmd.collective_of(spmd.root and made)
def made_spmd(x):  # lines 13-14, on all ranks
    # line 14: return Noisy(parsum(x))
    x_plan = spmd.parsum.plan(spmd.root and (x,), 14)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and Noisy(parsum_result)


if spmd.root:
    def value(noisy):
        return noisy.value + parsum(np.arange(2))


    x = np.arange(3)
    print(made(x).value)

# line 23: made(x)
made_spmd(spmd.root and x)

if spmd.root:
    print("dropped")

# line 25: kept = made(x)
kept = made_spmd(spmd.root and x)

if spmd.root:
    print(value(made(x + 1)), kept.value)

# line 27: print(parsum(np.array([made(x).value])), "after")
x_plan = spmd.parsum.plan(spmd.root and (np.array([made(x).value]),), 27)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(parsum_result, "after")
    if made(x).value > 1:
        print("branch")
    kept = None
    print("end")
