import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
if 0 < parsum(x) < 10:
    print("between")
print(1 < parsum(x) <= 6)
