"""os.fork: children that compute, raise, exit normally, exit at once."""

import os
import sys

import numpy as np
from dino import matmul, parsum, sort

print(parsum(np.arange(10)), flush=True)


def child(action):
    pid = os.fork()
    if not pid:
        action()
        sys.exit(int(parsum(np.array([2, 3]))))
    print("ended with", os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def prints():
    print("child", matmul(np.eye(2), np.ones((2, 1))).tolist(), flush=True)


def fails():
    sort(np.zeros(()))


def leaves():
    print("not flushed")
    os._exit(int(sort(np.array([9, 8]))[0]))


for action in (prints, fails, leaves):
    child(action)
print("parent", parsum(np.ones(4)), sort(np.array([2, 1])))
reading, writing = os.pipe()
if os.fork() == 0:
    os.write(writing, matmul(np.full((2, 2), 3), np.full((2, 2), 5)).tobytes())
    os._exit(0)
os.wait()
print(np.frombuffer(os.read(reading, 32), dtype=int))
