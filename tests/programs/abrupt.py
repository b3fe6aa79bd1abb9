# status: 3
"""os._exit: nothing flushed, no handler run."""

import atexit
import os

import numpy as np
from dino import sort

atexit.register(print, "never")
print("lost in the buffer", sort(np.array([2, 1])))
os.write(1, b"unbuffered\n")
try:
    os._exit(int(sort(np.array([9, 3]))[0]))
finally:
    print("never")
