import numpy as np
from dino import parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(f"{sort(x)=}")
print(f"{x[0]:{len(x)}} {parsum(x)}")
