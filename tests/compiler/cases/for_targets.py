import numpy as np
from dino import parsum

d = {}
for i, (a, b) in enumerate([(1, 2), (3, 4)]):
    d[i] = parsum(np.array([a, b]))
for d["last"] in range(3):
    print(parsum(np.arange(d["last"] + 1)))
for next_item in [1]:
    print(parsum(np.array([next_item])))
print(d)
