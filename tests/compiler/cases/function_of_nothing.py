import numpy as np
from dino import hello, parsum


def report():
    """No parameters, no value."""
    print("sum", parsum(np.arange(3)))
    return


def silent():
    parsum(np.arange(3))


x = report()
report()
print(x, silent())
