"""Scopes: global, nonlocal, del, closures, rebinding a primitive's name and getting it back."""

import numpy as np
from dino import matmul, matvec, parsum, sort

count = 0
a = np.arange(4).reshape(2, 2)


def counting(x):
    global count, latest
    count += 1
    latest = sort(x)
    return parsum(x)


def accumulator():
    total = 0

    def add(x):
        nonlocal total
        total = total + parsum(x)
        return int(total)

    return add


def shadowing(matmul, sort=sorted):
    parsum = max
    return matmul, sort([2, 1]), parsum(3, 4)


class Scope:
    a = a * 2
    product = matmul(a, a)
    sort = staticmethod(lambda x: ("method", x))

    def use(self, x):
        return self.sort(x), sort(np.array(x)).tolist()


print(counting(a), counting(a[0]), count, latest.tolist())
add = accumulator()
print(add(a), add(a), [cell.cell_contents for cell in add.__closure__])
print(shadowing("a parameter"), Scope.product.tolist(), Scope().use([2, 1]))
original, parsum = parsum, lambda x: "mine"
print(parsum(a), original(a))
parsum = original
print(parsum(a))
del matvec
try:
    matvec(a, a[0])
except NameError as error:
    print(error)
from dino import matvec  # noqa: E402

print(matvec(a, a[0]))
b = c = matmul(a, a)
c[0, 0] = 99
print(b is c, b[0, 0], matmul(b, a).tolist())
del b
try:
    parsum(b)
except NameError as error:
    print(error)


def unbound():
    print(a)
    a = parsum(a)


try:
    unbound()
except UnboundLocalError as error:
    print(error)
if False:
    sort = None
print(sort(a), [sort for sort in "ab"], sort(a[::-1, ::-1]).tolist())
