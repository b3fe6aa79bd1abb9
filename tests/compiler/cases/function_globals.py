import numpy as np
from dino import parsum

calls = 0
limit = 2


def counted(x):
    global calls
    calls += 1
    total = parsum(x) + calls
    calls = parsum(x[:1])
    return min(total, limit + parsum(x))


print(counted(np.arange(3)), calls)
limit = 100
print(counted(np.arange(3)), calls)
