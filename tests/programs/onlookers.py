"""Who looks at the names of a script without naming them finds what plain Python has, and nothing of ours."""

import pickle
import timeit
import traceback

import numpy as np
from dino import matmul, matvec, parsum

a = np.arange(4.0).reshape(2, 2)
b = matmul(a, a)
c = matmul(b, a)
print(c)
timeit.timeit("print(type(b).__name__, b[0, 0])", setup="from __main__ import b", number=1)
print(type(pickle.loads(b"c__main__\nb\n.")).__name__)
x = np.ones(2)
for _ in range(3):
    x = matvec(a, x)
print(np.bmat("a, b"))


def seen(values):
    result = parsum(values)
    stack = traceback.StackSummary.extract(traceback.walk_stack(None), capture_locals=True)
    print(sorted(stack[0].locals))
    return result


print(seen([1, 2]))
