import numpy as np
from dino import matmul


def power(A, n):
    """The n-th power of A."""
    if n < 0:
        raise ValueError("negative")
    if n == 0:
        return np.eye(len(A))  # nothing to do
    result = A
    for _ in range(n - 1):
        # one factor more
        result = matmul(result, A)
    # the end of the function
    return result


A = np.array([[2.0, 1.0], [0.0, 2.0]])
for n in range(4):
    B = power(A, n)
    print(B)
