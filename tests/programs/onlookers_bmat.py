"""NumPy reads names of the script in a string."""

import numpy as np
from dino import matmul

a = np.arange(4.0).reshape(2, 2)
b = matmul(a, a)
c = matmul(b, a)
print(np.bmat("a, b"), c)
