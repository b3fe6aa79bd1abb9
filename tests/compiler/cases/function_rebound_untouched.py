import numpy as np
from dino import parsum


def total(x):
    return parsum(x)


print(total(np.arange(3)))
plain, total = total, lambda x: -plain(x)
print(total(np.arange(3)))
