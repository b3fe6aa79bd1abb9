# Compiled by DiNo VERSION from main_guard.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if not spmd.root:
    raise SystemExit  # workers: from here on, take part in what root calls
del spmd

import numpy as np
from dino import parsum


def main():
    print(parsum(np.arange(3)))


if __name__ == "__main__":
    main()
