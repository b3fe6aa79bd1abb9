import math

import numpy as np
from dino import parsum


def get_n():
    try:
        return max(0, int(input("Enter the number of intervals: (0 quits) ")))
    except (ValueError, EOFError):
        return 0


def comp_pi(n):
    x = (np.arange(n) + 0.5) / n
    return parsum(4.0 / (1.0 + x * x)) / n


while n := get_n():
    pi = comp_pi(n)
    print(f"pi is approximately {pi:.16f}, error is {abs(pi - math.pi):.16f}")
