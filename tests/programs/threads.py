"""Threads that call primitives at the same time as the main thread does."""

import queue
import threading

import numpy as np
from dino import matmul, matvec, parsum, sort

results = {}
lock = threading.Lock()
jobs = queue.Queue()


def work():
    while (n := jobs.get()) is not None:
        value = parsum(matmul(np.full((n, n), n), np.eye(n, dtype=int)))
        with lock:
            results[n] = int(value)
        jobs.task_done()
    jobs.task_done()


pool = [threading.Thread(target=work) for _ in range(3)]
for thread in pool:
    thread.start()
for n in range(1, 20):
    jobs.put(n)
mine = [int(parsum(matvec(np.eye(n), np.arange(n, dtype=float)))) for n in range(1, 20)]
jobs.join()
for _ in pool:
    jobs.put(None)
for thread in pool:
    thread.join()
print(sorted(results.items()))
print(mine)
timer = threading.Timer(0.01, lambda: print("timer", sort(np.array([2, 1]))))
timer.start()
timer.join()
local = threading.local()
local.value = sort(np.array([5, 4]))
seen = []
thread = threading.Thread(target=lambda: seen.append(hasattr(local, "value")))
thread.start()
thread.join()
print(local.value, seen, threading.active_count())
