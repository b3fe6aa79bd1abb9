import numpy as np
from dino import parsum


def total(x, by=1):
    return parsum(x) * by


def other(x, by=1):
    return parsum(x) - by


print(total(np.arange(3)))
total.__defaults__ = (5,)
print(total(np.arange(3)))
total.__code__ = other.__code__
print(total(np.arange(3)))
