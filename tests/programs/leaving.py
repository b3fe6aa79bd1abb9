"""What runs at the end: threads, atexit in reverse order, finalizers, __del__ of what is left."""

import atexit
import threading
import weakref

import numpy as np
from dino import matvec, parsum, sort


class Resource:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


def late():
    threading.main_thread().join()
    print("thread", parsum(np.ones(3)))


kept = Resource("kept")
finalizer = weakref.finalize(kept, print, "finalized")
atexit.register(print, "first in, last out")
atexit.register(parsum, np.ones(4))  # C calls it: no frame of Python is below it
atexit.register(lambda: print("atexit", matvec(np.eye(2), np.ones(2))))
unregistered = atexit.register(lambda: print("never"))
atexit.unregister(unregistered)
threading.Thread(target=late).start()
Resource("dropped")
print("end of main", sort(np.array([2, 1])))
