import numpy as np
import dino as d

x = np.array([3, 1, 2])
y = d.sort(x)
print(y, d.parsum(y))
