import numpy as np
from dino import parsum

n = 3
while (left := n) > 0:
    n -= parsum(np.array([1]))
    print(left)
print((s := parsum(np.arange(3))), s)
