import numpy as np
from dino import matmul, matvec, parsum, sort

A = np.arange(4.0).reshape(2, 2)
B = matmul(A, A)
print(B, matmul(B, A))  # root reads it
C = matmul(A, A)
C = matmul(C, A)  # bound twice
D = matmul(A, A)
E = [matmul(D, A) for _ in range(2)]  # read by what root runs
F = matmul(A, A)
G = lambda: F  # captured
H = alias = matmul(A, A)
if len(A) == 2:
    late = matmul(A, A)
print(matmul(F, A), matmul(H, alias), matmul(late, A), parsum(matmul(A, A)), sort(matvec(A, A[0])))
unread = matmul(A, A)
print(C, E, G())
in_default = matmul(np.eye(2), np.eye(2))
beside = matmul(in_default, in_default)


def defaulted(y, in_default=in_default.sum()):
    return in_default + y


for _ in range(2):
    beside = matmul(beside, np.eye(2))

    def inside(y, beside=beside.sum()):
        return beside + y


print(defaulted(1), inside(1))
