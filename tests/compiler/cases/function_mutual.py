import numpy as np
from dino import sort


def even(x):
    if not len(x):
        return True
    return odd(x[1:])


def odd(x):
    x = sort(x)
    if not len(x):
        return False
    return even(x[1:])


print(even(np.array([3, 1, 2])), odd(np.array([3, 1, 2])))
