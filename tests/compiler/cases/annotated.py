import numpy as np
from dino import parsum

x = np.arange(5)
total: int = parsum(x)
half: "float" = parsum(x) / 2
print(total, half, __annotations__)
