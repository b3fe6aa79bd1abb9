"""Signal handlers that raise while primitives run, and handlers that call primitives."""

import signal
import time

import numpy as np
from dino import matmul, matvec, parsum


class Alarm(Exception):
    pass


def raising(number, frame):
    raise Alarm(signal.Signals(number).name)


def computing(number, frame):
    print("handler", parsum(np.arange(4)))


signal.signal(signal.SIGALRM, raising)
signal.signal(signal.SIGUSR1, raising)
signal.signal(signal.SIGUSR2, computing)
a = np.ones((60, 60))
b = matmul(a, a)  # the ranks are there before the first alarm
for _ in range(5):
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        while True:
            matmul(a, a)
    except Alarm as alarm:
        print(alarm, parsum(a))
print(matmul(a, a)[0, 0])
for _ in range(3):
    try:
        signal.raise_signal(signal.SIGUSR1)
        print("never")
    except Alarm as alarm:
        print(alarm, matvec(a, a[0])[0])
signal.raise_signal(signal.SIGUSR2)
ticks = []
signal.signal(signal.SIGALRM, lambda *_: ticks.append(1))
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
deadline = time.monotonic() + 20
while len(ticks) < 5 and time.monotonic() < deadline:
    parsum(a)
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(ticks) >= 5, parsum(a))
print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, signal.getsignal(signal.SIGPIPE))
print(signal.pthread_sigmask(signal.SIG_BLOCK, []))
