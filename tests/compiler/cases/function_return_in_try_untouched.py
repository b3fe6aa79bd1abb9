import numpy as np
from dino import parsum


def careful(x):
    total = parsum(x)
    try:
        return 10 / int(total)
    except ZeroDivisionError:
        return "none"
    finally:
        print("done", parsum(x))


print(careful(np.arange(3)), careful(np.zeros(2, int)))
