import numpy as np
from dino import parsum, sort

x = np.array([1.0, 0.5])
while parsum(x) < 10:  # repeated
    x = x * 2
    if x[0] == 4:
        continue
    x = sort(x)
print(x)
while True:
    x = sort(x) + 1
    if x[0] > 5:
        break
n = 2
while n:
    n -= 1
    print(parsum(x))
else:
    print("none left")
