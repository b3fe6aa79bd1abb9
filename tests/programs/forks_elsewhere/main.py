"""A module forks, so that the compiler sees nothing of it: the child walks on through loops, and has what ranks keep."""

import os
import sys

import numpy as np
import parting
from dino import matmul, matvec, parsum

A = np.ones((30, 30)) / 30
x = np.arange(30.0)
B = matmul(A, A)
pid = parting.part()
C = matmul(B, A)
print(pid == 0, C[0, :3], flush=True)
if pid == 0:
    sys.exit(3)
print(os.waitstatus_to_exitcode(os.wait()[1]))
rounds = list(range(10))
for i in rounds:
    x = matvec(A, x)
    if i == 4:
        pid = parting.part()
print(pid == 0, x[:3], flush=True)
if pid == 0:
    os._exit(4)
print(os.waitstatus_to_exitcode(os.wait()[1]))
total = 0
rounds = list(range(600))
for i in rounds:
    total += parsum(x)
    if i == 4:
        pid = parting.part()
print(pid == 0, total, flush=True)
