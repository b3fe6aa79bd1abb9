# Compiled by DiNo VERSION from pi.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import math

    import numpy as np
    from dino import parsum


    def get_n():
        try:
            return max(0, int(input("Enter the number of intervals: (0 quits) ")))
        except (ValueError, EOFError):
            return 0


@spmd.collective  # on all ranks
def comp_pi(n):
    if spmd.root:
        x = (np.arange(n) + 0.5) / n
    # line 16: return parsum(4.0 / (1.0 + x * x)) / n
    x_plan = spmd.parsum.plan(spmd.root and (4.0 / (1.0 + x * x),), 16)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    return spmd.root and (parsum_result / n)


while spmd.choice(spmd.root and (n := get_n()), 19):
    # line 20: pi = comp_pi(n)
    pi = comp_pi(spmd.root and n)
    if spmd.root:
        print(f"pi is approximately {pi:.16f}, error is {abs(pi - math.pi):.16f}")
