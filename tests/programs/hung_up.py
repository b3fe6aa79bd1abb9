# status: -1
"""SIGHUP and SIGUSR1 mean what they mean without MPI: each ends a process that has no handler."""

import os
import signal

import numpy as np
from dino import parsum

print(parsum(np.ones(100)), flush=True)
child = os.fork()
if child == 0:
    os.kill(os.getpid(), signal.SIGUSR1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
os.kill(os.getpid(), signal.SIGHUP)
print("never")
