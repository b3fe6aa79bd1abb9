import numpy as np
from dino import parsum


def total(x):
    return parsum(x)


def change():
    global total
    total = len


print(total(np.arange(3)))
change()
print(total(np.arange(3)))
