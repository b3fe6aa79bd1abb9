"""contextvars, weak references, garbage collection: results die when the program drops them."""

import contextvars
import gc
import sys
import weakref

import numpy as np
from dino import matmul, matvec, parsum, sort

scale = contextvars.ContextVar("scale", default=1)


def scaled(x):
    return int(parsum(x) * scale.get())


context = contextvars.copy_context()
context.run(scale.set, 10)
print(scaled(np.ones(3)), context.run(scaled, np.ones(3)))
token = scale.set(int(parsum(np.arange(3))))
print(scaled(np.ones(2)))
scale.reset(token)
product = matmul(np.ones((3, 3)), np.ones((3, 3)))
operand = np.arange(9.0).reshape(3, 3)
matvec(operand, product[0])
died = []
weakref.finalize(product, died.append, "product")
weakref.finalize(operand, died.append, "operand")
print(sys.getrefcount(product), sys.getrefcount(operand))
del product, operand
gc.collect()
print(died)


class Node:
    def __init__(self):
        self.me = self
        self.values = sort(np.array([2, 1]))

    def __del__(self):
        print("collected", parsum(self.values))


Node()
print("uncollected")
gc.collect()
cache = weakref.WeakValueDictionary(a=(kept := sort(np.array([3, 1]))))
print(dict(cache))
del kept
gc.collect()
print(dict(cache))
