import numpy as np
from dino import parsum


class Noisy:
    def __init__(self, value):
        self.value = value

    def __del__(self):
        print("gone", self.value)


def made(x):
    return Noisy(parsum(x))


def value(noisy):
    return noisy.value + parsum(np.arange(2))


x = np.arange(3)
print(made(x).value)
made(x)
print("dropped")
kept = made(x)
print(value(made(x + 1)), kept.value)
print(parsum(np.array([made(x).value])), "after")
if made(x).value > 1:
    print("branch")
kept = None
print("end")
