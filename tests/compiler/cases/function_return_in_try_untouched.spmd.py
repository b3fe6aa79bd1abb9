# Compiled by DiNo VERSION from function_return_in_try_untouched.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum


def careful(x):
    total = parsum(x)
    try:
        return 10 / int(total)
    except ZeroDivisionError:
        return "none"
    finally:
        print("done", parsum(x))


print(careful(np.arange(3)), careful(np.zeros(2, int)))
