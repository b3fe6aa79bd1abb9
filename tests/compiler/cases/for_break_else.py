import numpy as np
from dino import parsum, sort

x = np.array([3.0, 2.0, 1.0])
for i in range(5):
    if i == 1:
        continue
    x = sort(x)
    if parsum(x) > 6 + i:
        break
    if i == 3:
        print("three")
        break  # enough
    # the end of the body
else:
    print("never")
for i in range(2):
    print(parsum(x))
else:
    print("over", i)
