import numpy as np
from dino import parsum

x = 1


def change():
    global x
    x = 10
    return np.arange(3)


y = x + parsum(change())
print(x, y)
x += parsum(change())
print(x)
