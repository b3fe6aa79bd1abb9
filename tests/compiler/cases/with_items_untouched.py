import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
import contextlib

with contextlib.nullcontext(parsum(x)) as s, contextlib.suppress(ValueError):
    print(s, sort(x))
