# status: -15
"""A program that ends itself by SIGTERM."""

import os
import signal

import numpy as np
from dino import parsum

print("flushed", parsum(np.arange(4)), flush=True)
print("lost in the buffer")
os.kill(os.getpid(), signal.SIGTERM)
signal.pause()
