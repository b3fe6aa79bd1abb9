import numpy as np
from dino import sort

for value in sort(np.array([3, 1, 2])):
    print(value)
for value in sort(np.array([2, 1])):
    print(sort(np.array([value, 0])))
