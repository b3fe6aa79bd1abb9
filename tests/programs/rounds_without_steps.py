# status: 3
"""Long loops in which no round reaches a step: workers go round by themselves, and must hear of the rest all the same."""

import sys

import numpy as np

from dino import parsum, sort

x = np.arange(6.0)
print(parsum(x))


def debugged(i):
    if __name__ != "__main__":
        print("never", parsum(x + i))


def both(values):
    return [sort(-values)[0] for _ in range(2)]


for i in range(5 * len(x)):
    debugged(i)
print(parsum(x))
for i in range(10**17 + len(x)):
    debugged(i)
    print(i, both(x + i))  # conducted
    if False:
        print(parsum(x))
    if i == 3:
        sys.exit(i)
