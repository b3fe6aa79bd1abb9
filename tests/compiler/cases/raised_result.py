import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
def check(a):
    if parsum(a) > 6:
        raise ValueError("too large", parsum(a))
    return a


print(check(x))
if len(x) > 3:
    raise RuntimeError(parsum(x))
