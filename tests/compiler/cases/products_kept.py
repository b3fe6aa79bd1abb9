import numpy as np
from dino import matmul, matvec, parsum

A = np.arange(9.0).reshape(3, 3)
x = np.ones(3)
B = matmul(A, A)  # read by steps alone
C = matmul(B, matmul(A, A))
print(C)
for step in range(2):
    y = matvec(A, x)
    x = matvec(A, y) / 100
    print(x)
print(matvec(matmul(B, A), matvec(A, x)))
