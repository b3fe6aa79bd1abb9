import numpy as np
from dino import parsum

total = 0
for i in range(3):
    for j in range(3):
        if j > i:
            break
        total += parsum(np.arange(i + j + 1))
    else:
        print("full", i)
    while total < 5:
        total += 1
print(total)
