import sys
from time import perf_counter

import numpy as np
from dino import matvec

size, turns = map(int, sys.argv[1:])
M = np.roll(np.eye(size), 1, axis=0)
v = np.zeros(size)
v[0] = 1.0

start = perf_counter()
for _ in range(turns):
    v = matvec(M, v)
seconds = perf_counter() - start

if abs(v[turns] - 1.0) > 0.01:
    sys.exit("Wrong result!")
print(f"{turns} iterations of size {size}")
print(f"{turns / seconds:.2f} iterations per second", file=sys.stderr)
