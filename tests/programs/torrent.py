"""Large outputs on both streams, with primitives in between."""

import sys

import numpy as np
from dino import matmul, parsum, sort

a = np.arange(16).reshape(4, 4)
for n in range(2000):
    print(n, "out", "x" * 60)
    if n % 100 == 0:
        sys.stdout.flush()
        print(n, "err", parsum(a + n), file=sys.stderr)
        a = matmul(a, a) % 97
sys.stdout.flush()
sys.stderr.write("e" * 300_000 + "\n")
print(sort(np.arange(20000)[::-1]).tolist())
with np.printoptions(threshold=100_000, linewidth=200):
    print(matmul(np.arange(100)[:, None], np.arange(100)[None, :]))
