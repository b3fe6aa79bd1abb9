# status: 5
"""sys.exit() in atexit's company: handlers use primitives, one of them fails, one exits again."""

import atexit
import os
import sys

import numpy as np
from dino import matmul, parsum


@atexit.register
def last():
    print("last", parsum(np.arange(5)), flush=True)
    os._exit(5)


@atexit.register
def failing():
    matmul(np.ones(2), np.ones(3))


@atexit.register
def exiting():
    print("exiting", matmul(np.eye(2), np.ones((2, 2)))[0], flush=True)
    sys.exit(9)


if parsum(np.ones(2)) == 2:
    sys.exit()
print("never")
