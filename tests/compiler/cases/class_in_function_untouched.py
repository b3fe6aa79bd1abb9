import numpy as np
from dino import parsum


def make(x):
    class Total:
        value = parsum(x)

    return Total


print(make(np.arange(3)).__qualname__, make(np.arange(3)).value)
