import numpy as np
from dino import matvec

A = np.arange(4.0).reshape(2, 2) / 4
x = y = z = u = v = np.ones(2)
for _ in range(3):
    x = matvec(A, x)
    print(x)
for _ in range(3):
    y = matvec(A, y)
    y += 1
for _ in range(3):
    z = matvec(A, z)
    other = z
for w in (v, v):
    w = matvec(A, w)


def shown():
    return u[0]


for _ in range(3):
    u = matvec(A, u)
    shown()
for _ in range(2):
    try:
        t = matvec(A, t)
    except NameError:
        t = v
for _ in range(2):
    v = matvec(A, v)
    [v for v in (1, 2)]
print(y, z, u, v, w, t)
