import numpy as np
from dino import parsum, sort


def weigh(x, weights):
    total = 0.0

    def add(value):
        nonlocal total
        total += value
        return total

    scale = parsum(x)
    ordered = sort(x)
    by_weight = [scale * w for w in weights]
    for w in weights:
        add(parsum(ordered * w))
    print(add.__qualname__, total, by_weight, sorted(weights, key=lambda w: -w * scale))
    return total + parsum(x)


print(weigh(np.array([3.0, 1.0]), (1, 2)))
