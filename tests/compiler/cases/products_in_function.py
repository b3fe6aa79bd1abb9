import numpy as np
from dino import matmul, matvec


def powers(A, x):
    second = matmul(A, A)
    third = matmul(second, A)
    if len(x) > 1:
        return matvec(third, matvec(second, x))
    return third


B = np.array([[1.0, 2.0], [0.5, 1.0]])
second = matmul(B, B)
print(powers(B, np.ones(2)), powers(B[:1, :1], np.ones(1)), second)
