import numpy as np
from dino import parsum


def sums(n):
    for i in range(n):
        got = yield parsum(np.arange(i))
        print("got", got)


def chained(n):
    yield from sums(n)
    return parsum(np.arange(n))


for value in sums(3):
    print(value)
print(list(chained(2)), sum(parsum(np.arange(i)) for i in range(3)))
