# status: -2
"""KeyboardInterrupt: raised, signalled and caught, and at last uncaught."""

import signal

import numpy as np
from dino import parsum, sort

try:
    raise KeyboardInterrupt
except KeyboardInterrupt:
    print("raised", parsum(np.arange(3)))
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    print("signalled", sort(np.array([2, 1])))


def main():
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        print("cleaning up", parsum(np.ones(3)), flush=True)


main()
