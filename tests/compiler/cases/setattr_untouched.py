import numpy as np
from dino import parsum


def total(x, by=1):
    return parsum(x) * by


setattr(total, "__defaults__", (3,))
print(total(np.arange(3)))
