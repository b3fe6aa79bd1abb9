import sys

import numpy as np
from dino import matvec, parsum

A = np.arange(6.0).reshape(2, 3)


# what stands before a function
def shown(x, scale=-2.0, *rest, sep: str = " ", **more) -> None:  # stays before it
    """Its text,
    of two lines."""
    # a comment
    print(sep, parsum(x) * scale, rest, more)


def inline(x): return matvec(A, x)


def nested(
    x,  # its argument
    /,
):
    def inner(y):
        return y + 1

    return parsum(inner(inline(x)))


def early(depth):
    if depth:
        return early(depth - 1)
    return parsum([depth, 1])


shown(inline(np.ones(3)), 2, 3, sep="-", key="word")
print(nested([1, 2, 3]), early(2))
x = np.arange(4)
for name in ["one", "two"]:
    total = early(1) + parsum(x)
print(total, sys.byteorder)
