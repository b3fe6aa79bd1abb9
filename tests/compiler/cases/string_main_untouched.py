import importlib

import numpy as np
from dino import parsum


def total(x):
    return parsum(x)


main = importlib.import_module("__main__")
print(total(np.arange(3)), hasattr(main, "nothing"))
