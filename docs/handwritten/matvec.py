import numpy as np
from dino import matvec

A = np.random.default_rng(1).random((1000, 1000))
x = np.ones(1000)
y = matvec(A, x)
print(y[:3])
