import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
def noise(a):
    print("noise", end=" ")
    return a + 1


def f(a, scale=2):
    total = noise(a) + sort(a)
    return noise(scale), parsum(total)


print(noise(1), f(x), f(noise(x), scale=noise(3)))
