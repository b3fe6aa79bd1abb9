import numpy as np
from dino import matmul as mm

A = np.eye(3)
C = mm(A, A + 1)
print(C)
