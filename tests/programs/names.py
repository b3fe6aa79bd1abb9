"""The names of a module are the program's own: globals(), dir(), vars(), locals()."""

import sys

import numpy as np
from dino import matmul, parsum

A = np.arange(4).reshape(2, 2)
C = matmul(A, A)
if parsum(C) > 3:
    D = parsum(C)
for i in range(int(parsum(A)) // 3):
    E = matmul(C, C)
print(sorted(name for name in globals() if not name.startswith("__")))
print(dir() == sorted(globals()), vars() is globals(), locals() is globals())
print(sorted(vars(sys.modules["__main__"]).keys()))
print(__name__, __doc__, __package__, __builtins__.__name__, globals().get("__annotations__"))
print(type(__loader__).__name__, __spec__, __file__.rpartition("/")[2], globals().get("__cached__"))
globals()["F"] = parsum(E)
print(F)  # noqa: F821
del globals()["C"]
try:
    print(matmul(C, C))
except NameError as error:
    print(error)
