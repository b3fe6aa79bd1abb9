import numpy as np
from dino import parsum, sort

x = np.array([3, 1, 2])


def table(x, size):
    for i in range(3):
        for j in range(i + 1, 3):
            if i == j - 1 and not i % 2:
                print(i, j, parsum(x + i))
            elif j > 1:
                continue
            x = sort(x)
    for i in range(size):
        print(i, parsum(x))
    while True:
        if parsum(x) > 20:
            return x
        x = x + 1


if __name__ == "__main__":
    for i in range(2):
        print(table(x, i))
    else:
        print(i, parsum(x))
