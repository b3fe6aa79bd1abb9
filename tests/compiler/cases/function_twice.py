import numpy as np
from dino import parsum

x = np.arange(4.0)


def passed(y):
    return parsum(y)


def named(y):
    return parsum(y) + 1


def evaluated(y, n=x.size):
    return parsum(y) + n


def annotated(y: np.ndarray):
    return parsum(y) * 2


def conducted(y):
    return parsum(y) / 2


def caller(y):
    return conducted(y)


print(passed(x), list(map(passed, [x, x])))
print(named(x), "a string that names it: named(x)")
print(evaluated(x), annotated(x))
print(conducted(x), caller(x), [caller(y) for y in (x, x)])
