import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
y = len(x) and parsum(x)
z = "" or sort(x)
print(y, z)
