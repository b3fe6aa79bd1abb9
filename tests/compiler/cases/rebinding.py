import numpy as np
from dino import matmul, sort

A = np.arange(4).reshape(2, 2)
A = matmul(A, A)
x = A.ravel()[::-1]
x = sort(x)
print(A, x)
