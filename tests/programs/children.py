"""Subprocesses: one that imports mpi4py, one that runs this file again, pipes both ways."""

import os
import subprocess
import sys

import numpy as np
from dino import matmul, parsum

if len(sys.argv) > 1:
    print("child", sys.argv[1:], parsum(np.arange(int(sys.argv[1]))), sys.stdin.read().upper())
    sys.exit(6)

print(parsum(matmul(np.eye(3), np.ones((3, 3)))), flush=True)
code = "from mpi4py import MPI; print('mpi', MPI.COMM_WORLD.Get_rank(), MPI.COMM_WORLD.Get_size())"
print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=50))
print(sorted(name for name in os.environ if name.startswith(("PMI", "HYD", "MPI", "MPICH"))))
again = subprocess.run([sys.executable, __file__, "5"], input="word", capture_output=True, text=True, timeout=50)
print(again.returncode, again.stdout, again.stderr)
subprocess.run(["sh", "-c", "echo to stdout; echo to stderr >&2"], check=True)
try:
    subprocess.run(["sh", "-c", "exit 3"], check=True)
except subprocess.CalledProcessError as error:
    print("status", error.returncode, parsum(np.ones(2)))
print(os.popen("echo popen").read().strip(), os.waitstatus_to_exitcode(os.system("exit 4")))
with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as cat:
    print(cat.communicate(bytes(matmul(np.array([[65]]), np.array([[1, 1]]))[0].astype(np.uint8))))
print(os.listdir("/proc/self/task") == [str(os.getpid())] or "threads beside main", file=open(os.devnull, "w"))
