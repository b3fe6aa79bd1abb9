import numpy as np
from dino import matmul, sort

x = np.array([2, 1])
sort(x)
matmul(np.eye(2), np.eye(2))
print(x)
