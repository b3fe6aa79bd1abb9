"""sys.exit in a thread ends the thread only; an exception in a thread is shown by threading.excepthook."""

import sys
import threading

import numpy as np
from dino import matvec, parsum


def leaves():
    print("in thread", parsum(np.arange(4)))
    sys.exit(3)


def fails():
    matvec(np.ones((2, 2)), np.ones(3))


for target in (leaves, fails):
    thread = threading.Thread(target=target, name=f"runs {target.__name__}")
    thread.start()
    thread.join()
    sys.stdout.flush()
threading.excepthook = lambda args: print("hook", args.exc_type.__name__, args.thread.name)
thread = threading.Thread(target=fails, name="hooked")
thread.start()
thread.join()
print("main ends", parsum(np.ones(3)))
