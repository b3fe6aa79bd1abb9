import numpy as np
from dino import matmul, parsum

A = np.eye(2)
B = A + 1
C = matmul(matmul(A, B), matmul(B, A))
s = parsum(matmul(A, np.ones(2).reshape(2, 1)).ravel())
print(C, s)
