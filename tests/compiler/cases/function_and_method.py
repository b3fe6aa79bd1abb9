import numpy as np
from dino import matmul, parsum


def norm(A):
    """Root of the sum of squares."""
    return parsum((A * A).ravel()) ** 0.5


class Model:
    def __init__(self, A):
        self.A = A

    def power(self, n):
        result = np.eye(len(self.A))
        for _ in range(n):
            result = matmul(result, self.A)
        return result


print(norm(Model(np.eye(2) + 1).power(3)))
print([parsum(row) for row in np.eye(2)], list(map(parsum, np.eye(2))))
