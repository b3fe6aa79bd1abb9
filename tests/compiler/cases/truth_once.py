import numpy as np
from dino import parsum


class Told:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        print("asked", self.value)
        return bool(self.value)


x, yes, no = np.ones(3), Told(1), Told(0)
if yes and no or yes:
    print(parsum(x))
if not (no or yes):
    print(parsum(x))
elif no or len(x) and yes:
    print(parsum(x + 1))
while no or yes and parsum(x) < 9:
    x += 1
if True if no or yes else False:
    print(parsum(x))
if x[0] > 1 and yes:
    print(parsum(x) if yes and no else parsum(-x))
for i in (yes and [1]):
    print(parsum(x))
