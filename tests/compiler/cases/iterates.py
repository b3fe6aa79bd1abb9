import numpy as np
from dino import matmul, matvec

A = np.arange(9.0).reshape(3, 3) / 10
x = np.ones(3)
for _ in range(5):  # nobody but the step reads x here
    x = matvec(A, x)
print(x)

x /= 2
y = x
for turn in range(len(x)):
    for _ in range(turn):
        x = matvec(A, x)
    y = matvec(A, y)
    if turn == 2:
        x = np.array([1.0, np.inf, 0.0])  # values that are not finite are gathered in each turn
        y = matvec(A, x)
print(x, y)


def powers(A, B, turns):
    """Turns of both, if there are any."""
    while turns > 0:
        B = matmul(B, A)
        if turns == 1:
            break
        turns -= 1
    else:
        print("no break")
    return B


x, y = np.ones(3), np.ones(3)
for value in matvec(A, y):  # this is done before y stays on the ranks
    y = matvec(A, y)
while len(matvec(A, x)) > 3 or value:
    x, value = matvec(A, x), 0
for value in range(2):
    x = matvec(A, x)
else:
    x = matvec(A, matvec(A, x))
print(x, y)
print(powers(A, np.eye(3), 4))
print(powers(A, "none", 0))
try:
    print(powers(A, np.eye(2), 2))
except ValueError as error:
    print(error)
