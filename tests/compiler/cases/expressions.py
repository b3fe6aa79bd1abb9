import math

import numpy as np
from dino import matmul, matvec, parsum, sort

A = np.arange(4.0).reshape(2, 2)
x = np.array([2.0, 1.0])
y = 2 * matmul(A, A) + np.ones(2)
print("sum", parsum(x), parsum(sort(x)), sep=":")
print(y, math.sqrt(parsum(x + 1)), np.sqrt(matvec(A, x)))
print(f"{parsum(x):.3f} of {len(x)}")
z, *rest = sort(x), parsum(x), 1
print(z, rest, -parsum(x), [parsum(x)] + [1])
