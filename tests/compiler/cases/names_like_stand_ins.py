import numpy as np
from dino import matmul, matvec, parsum

A = np.arange(9.0).reshape(3, 3)
x = np.ones(3)

# A name of the script that looks like one of the scaffolding's is root's alone.
x_result = matvec(A, x)
y: "annotated" = matvec(A, x_result)
next_item = matmul(A, A)
A_kept = matmul(A, next_item)
print(parsum(matvec(A_kept, y)))
for next_item_2 in range(3):
    if next_item_2 > 1:
        print(parsum(x))
    elif next_item_2:
        print(parsum(y))
