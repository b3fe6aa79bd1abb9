import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
def low(a):
    return parsum(a)


def high(a):
    return sort(a)


for limit in (0, 9):
    print(low(x) if x[0] > limit else high(x))
    if limit and low(x) == 6:
        print("six")
