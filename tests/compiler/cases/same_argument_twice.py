import numpy as np
from dino import matmul

A = np.eye(2) * 2
print(matmul(A, A))
A = matmul(A, A)
print(A)
