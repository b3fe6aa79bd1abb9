import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(*reversed(x), parsum(x))
print([*x, sort(x)], {**{"a": 1}, "b": parsum(x)})
