import numpy as np
from dino import parsum


def halves(x, depth=0):
    total = parsum(x)
    print("  " * depth, total)
    if len(x) < 2:
        return [total]
    half = len(x) // 2
    return halves(x[:half], depth + 1) + halves(x[half:], depth=depth + 1)


print(halves(np.arange(5)))
