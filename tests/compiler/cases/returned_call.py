import numpy as np
from dino import matvec, parsum, sort


def power(A, v, depth):
    if depth == 0:
        return v
    return power(A, matvec(A, v), depth - 1)


def size(v):
    return parsum(v)


A, x = np.array([[1.0, 1.0], [0.0, 1.0]]), np.ones(2)
print(power(A, x, 2))
y = power(A, power(A, sort(x), 1), 1)
while size(matvec(A, y)) < 20:
    y = matvec(A, y)
if size(matvec(A, x)) > 2:
    print(size(x), y)
for element in power(A, matvec(A, x), 1):
    print(element, parsum(y))
