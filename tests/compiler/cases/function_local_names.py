import numpy as np
from dino import parsum, sort


def shadowed(x, sort):
    total = parsum(x)
    return sort(x), total


def own(x):
    print = len
    return print(x) + parsum(x)


def later(x):
    return offset + parsum(x)


offset = 5
print(shadowed(np.array([2, 1]), list), own(np.arange(3)), later(np.arange(3)))
