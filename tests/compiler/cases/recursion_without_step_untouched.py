import numpy as np
from dino import parsum


def depth(x):
    return [parsum(y) for y in x] if x else depth([np.arange(2)])


print(depth([]))
