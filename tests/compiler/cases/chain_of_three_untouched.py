import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(x[0] < 5 < parsum(x), [n for n in range(3) if 0 <= n < parsum(x)])
