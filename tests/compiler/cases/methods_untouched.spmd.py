# Compiled by DiNo VERSION from methods_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np

x = np.array([2, 1])
x.sort()


class Box:
    matmul = staticmethod(lambda a, b: "box")


print(x, Box.matmul(1, 2), np.sort(x), np.matmul(np.eye(1), np.eye(1)))
