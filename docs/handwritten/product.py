import sys
from time import perf_counter

import numpy as np
from dino import matmul

n = int(sys.argv[1])
rng = np.random.default_rng(1)
A = rng.normal(size=(n, n)).astype(np.float32)
B = rng.normal(size=(n, n)).astype(np.float32)

start = perf_counter()
C = matmul(A, B)
seconds = perf_counter() - start

print(f"C is {C.shape[0]} x {C.shape[1]}, its trace {np.trace(C):.3f}")
print(f"{n} x {n} x {n} in {seconds:.2f} seconds", file=sys.stderr)
