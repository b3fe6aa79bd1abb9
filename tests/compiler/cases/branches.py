import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
for limit in (0, 10):
    y = parsum(x) if x[0] > limit else sort(x)[0] if x[1] < limit else -1.0
    z = sort(x) if x[0] > limit else x
    print(y, z, matvec(np.eye(3), x) if limit else "none")
