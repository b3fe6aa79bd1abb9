# Compiled by DiNo VERSION from shadowed_by_star_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

from numpy import *

print(matmul(eye(2), eye(2)), sort(array([2, 1])))
