import numpy as np
from dino import parsum


def first_above(x, limit):
    total = parsum(x)
    for value in x:
        if value > limit:
            return value, total
    return None, total


print(first_above(np.arange(5), 2), first_above(np.arange(5), 9))
