import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
if len(x) == 3 and parsum(x) == 6:
    print("both")
if x[0] < 0 or not (parsum(x) > 6 and sort(x)[0] > 5):
    print("either")
n = 0
while n < 5 and (n < 2 or parsum(x + n) < 18):
    n += 1
print(n)
print("yes" if x[0] > 5 or parsum(x) == 6 else "no")
