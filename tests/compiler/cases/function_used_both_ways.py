import numpy as np
from dino import parsum


def total(x):
    return parsum(x)


def twice(f, x):
    return f(x) + f(x)


x = np.arange(4)
print(total(x), list(map(total, [x, x + 1])), twice(total, x), [total(x) for _ in range(2)])
alias = total
print(alias(x), alias.__name__, (lambda y: total(y))(x))
try:
    print(total(x), total())
except TypeError as error:
    print(error)
