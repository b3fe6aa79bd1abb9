import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
totals = {"x": 1}
totals["x"] += parsum(x)
x[0] *= parsum(x)
print(totals, x)
