# Compiled by DiNo VERSION from main_guard_function.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum


@spmd.collective  # on all ranks
def main():
    # line 6: print(parsum(np.arange(3)))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 6)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(parsum_result)


if __name__ == "__main__":
    # line 10: main()
    main()
