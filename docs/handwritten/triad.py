import sys
from time import perf_counter

import numpy as np
from dino import parsum


def main(iterations, length):
    A = np.zeros(length)
    B = np.full(length, 2.0)
    C = np.full(length, 2.0)
    start = perf_counter()
    for _ in range(iterations + 1):
        A += B + 3.0 * C
    seconds = perf_counter() - start
    expected = 8.0 * (iterations + 1) * length
    found = parsum(abs(A))
    if abs(expected - found) > 1e-8 * found:
        sys.exit(f"the sum is {found}, not {expected}")
    print("Solution validates")
    print(f"Rate (MB/s): {32e-6 * length * iterations / seconds:.0f}", file=sys.stderr)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
