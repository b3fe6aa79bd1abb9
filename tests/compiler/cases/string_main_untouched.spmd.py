# Compiled by DiNo VERSION from string_main_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import importlib

import numpy as np
from dino import parsum


def total(x):
    return parsum(x)


main = importlib.import_module("__main__")
print(total(np.arange(3)), hasattr(main, "nothing"))
