"""Signal handlers that call primitives in the middle of static loops, set one another, or are told of by a descriptor."""

import os
import signal

import numpy as np
from dino import matmul, parsum

x, y, a = np.ones(3000), np.arange(300.0), np.ones((40, 40))
hits = 0


def computing(number, frame):
    global hits
    hits += 1
    assert parsum(x) == 3000.0
    signal.setitimer(signal.ITIMER_REAL, 0.0003 + hits % 17 * 1e-4)


print(parsum(x))
signal.signal(signal.SIGALRM, computing)
signal.setitimer(signal.ITIMER_REAL, 0.001)
total = 0
rounds = list(range(20000))
for i in rounds:
    if i % 2:
        total += 1
    if i % 100 == 1:
        total += parsum(y)
while hits < 5:
    total += parsum(y) * 0
signal.signal(signal.SIGALRM, signal.SIG_IGN)
print(total, parsum(x))

heard = []


def first(number, frame):
    heard.append(1)
    signal.signal(signal.SIGUSR1, second)


def second(number, frame):
    heard.append(2)
    signal.signal(signal.SIGUSR1, first)


signal.signal(signal.SIGUSR1, first)
for _ in range(6):
    os.kill(os.getpid(), signal.SIGUSR1)
    matmul(a, a)
print(heard)


def raising(number, frame):
    raise RuntimeError(number)


reading, writing = os.pipe()
os.set_blocking(writing, False)
signal.signal(signal.SIGRTMIN + 3, raising)
signal.set_wakeup_fd(writing)
for _ in range(5):
    try:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.kill(os.getpid(), signal.SIGRTMIN + 3)
        while True:
            matmul(a, a)
    except RuntimeError as error:
        print(error, parsum(y))
signal.set_wakeup_fd(-1)
print(len(os.read(reading, 100)), matmul(a, a)[0, 0])
