import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
import gc

print(len(x), parsum(x), gc.isenabled())
y = parsum(x) if len(x) else 0
print(y)
