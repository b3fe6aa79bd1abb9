import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
d = {"sum": parsum(x), "sorted": [sort(x), matvec(np.eye(3), x)]}
s = {parsum(x), parsum(x + 1)}
print(d, sorted(s), (parsum(x), *sort(x)))
