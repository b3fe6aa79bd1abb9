import numpy as np
from dino import matmul, matvec, parsum, sort


class Box:
    total = 1


class Told(dict):
    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        print("set", key)
        super().__setitem__(key, value)


x = np.array([3.0, 1.0, 2.0])
totals, box, i = Told(x=1), Box(), 1
totals["x"] += parsum(x)
x[0] *= parsum(x)
for i in range(2):
    x[-1] -= (
        parsum(x)
    )
    x[i] += parsum(x) + parsum(x[i:])  # a comment
box.total += parsum(sort(x))
A = np.eye(3)
A[i, i] += parsum(x)
A[i] += matvec(A, x)
print(totals, x, box.total, A)
