import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
assert parsum(x) == 6, sort(x)
assert len(x) and parsum(x)
print("asserted")
