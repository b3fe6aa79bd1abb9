import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(f"{x[0]:.1f} {parsum(x)}")
print(f"{sort(x)=}")
