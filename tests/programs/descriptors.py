"""Descriptors are numbered as in plain Python, before the first primitive and in subprocesses."""

import os
import subprocess
import sys

from dino import parsum

files = [open(os.devnull) for _ in range(3)]
print([file.fileno() for file in files])
child = "import os; print(os.open(os.devnull, os.O_RDONLY))"
sys.stdout.flush()
subprocess.run([sys.executable, "-c", child])
for file in files:
    file.close()
print(os.pipe())
print(parsum([1.0, 2.0]))
subprocess.run([sys.executable, "-c", child])
