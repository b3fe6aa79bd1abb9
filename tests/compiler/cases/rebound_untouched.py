import numpy as np
from dino import matmul, parsum, sort

if len("a"):
    matmul = np.dot
try:
    from math import fsum as parsum
except ImportError:
    pass
print(matmul(np.eye(2), np.eye(2)), parsum([1.0]), sort(np.array([2, 1])))
del sort
