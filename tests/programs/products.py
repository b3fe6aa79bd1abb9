# status: 1
# Products that stay on the ranks: of products, under names that only steps read, and where that does not fit.
import warnings

import numpy as np
from dino import matmul, matvec, parsum, sort

warnings.simplefilter("always")
warnings.showwarning = lambda message, category, *rest: print("warned:", category.__name__, message)
np.seterr(all="warn")


def show(name, value):
    array = np.asarray(value)
    print(name, array.dtype, array.shape, array.tobytes().hex()[-64:])


def chains(name, A, B, x):
    C = matmul(A, B)
    D = matmul(C, A)
    y = matvec(D, x)
    show(name, matvec(matmul(C, B), y))
    show(name, parsum(matvec(matmul(A, matmul(B, A)), matvec(A, x))))
    show(name, sort(matvec(A, matvec(B, x))))
    for step in range(3):
        z = matvec(A, x)
        x = matvec(B, z) / 7
        if step == 1:
            continue
        show(step, x)
    return x


for n in (0, 1, 2, 3, 7, 64, 200):
    rng = np.random.default_rng(n)
    A, B, x = rng.random((n, n)), rng.random((n, n)), rng.random(n)
    chains("float64", A, B, x)
    chains("float32", A.astype("f4"), B.astype("f4"), x.astype("f4"))
    chains("mixed", A.astype("f4"), B, x.astype("c8"))
    chains("complex", A * 1j, B, x)
    chains("integers", (A * 9).astype(int), (B * 9).astype("i4"), (x * 9).astype(int))
    chains("column order", A.T, np.asfortranarray(B), x[::-1])

big = np.full((5, 5), 1e300)
show("overflow", matmul(matmul(big, big), np.eye(5)))
show("late overflow", matmul(matmul(big, np.eye(5)), big))
big[2, 3] = np.nan
show("nan", matvec(matmul(big, np.eye(5)), np.ones(5)))
W = matmul(np.ones((6, 2)), np.ones((2, 3)))
show("tall", matmul(W, matmul(np.ones((3, 3)), np.ones((3, 4)))))
print(matmul(matmul(np.full((2, 2), 2, object), np.eye(2)), np.eye(2)))
V = matmul(np.ones((4, 4)), np.eye(4))
shapes = [(4, 4), (4, 1)]
for shape in shapes:
    show(shape, matmul(V, np.ones(shape)))
    show(shape, matmul(np.ones(shape[::-1]), V))
np.seterr(under="warn")
show("underflow", matmul(matmul(np.full((3, 3), 1e-300), np.eye(3)), np.full((3, 3), 1e-300)))
U = matmul(np.eye(3), np.eye(3))
try:
    matmul(np.eye(2), np.eye(3))
except ValueError as error:
    print(error)
np.seterr(over="raise")
T = matmul(big[:2, :2], np.eye(2))
show("before", matmul(T, np.eye(2)))
show("never", matmul(T, big[:2, :2]))
