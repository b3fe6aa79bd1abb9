import numpy as np
from dino import parsum


class Told:
    def __bool__(self):
        print("asked")
        return False


x, told = np.ones(3), Told()
if x[0] == 1 and len(x) == 3 or told:  # nobody can tell how often these are asked
    print(parsum(x))
if not told:
    print(parsum(x))
while isinstance(x, list) or not told and x[0] < 3:
    x += parsum(x)
print(parsum(x) if told else parsum(-x))
