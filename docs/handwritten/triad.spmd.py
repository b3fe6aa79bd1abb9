# Compiled by DiNo VERSION from triad.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import sys
    from time import perf_counter

    import numpy as np
    from dino import parsum


@spmd.collective  # on all ranks
def main(iterations, length):
    if spmd.root:
        A = np.zeros(length)
        B = np.full(length, 2.0)
        C = np.full(length, 2.0)
        start = perf_counter()
        for _ in range(iterations + 1):
            A += B + 3.0 * C
        seconds = perf_counter() - start
        expected = 8.0 * (iterations + 1) * length
    # line 17: found = parsum(abs(A))
    x_plan = spmd.parsum.plan(spmd.root and (abs(A),), 17)
    x_block = spmd.scatter(x_plan)           # Root -> Shard(0)
    found_part = spmd.parsum.local(x_block)  # each rank computes its part
    found = spmd.reduce(found_part)          # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        if abs(expected - found) > 1e-8 * found:
            sys.exit(f"the sum is {found}, not {expected}")
        print("Solution validates")
        print(f"Rate (MB/s): {32e-6 * length * iterations / seconds:.0f}", file=sys.stderr)


if __name__ == "__main__":
    # line 25: main(int(sys.argv[1]), int(sys.argv[2]))
    main(spmd.root and int(sys.argv[1]), spmd.root and int(sys.argv[2]))
