import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
print(x[0] < 5 < parsum(x), [n for n in range(3) if 0 <= n < parsum(x)])
low, high = 1, 2


def seen(n):
    print("seen", n)
    return n


# what is compared twice is evaluated once
print(seen(0) < seen(1) < parsum(x) + seen(2), seen(3) < seen(1) < parsum(x) + seen(2))
print((low) < (high + 1) < (parsum(x)), not low < high < parsum(x), low is not None is not parsum(x))
r = low < high < parsum(x) and 0 < parsum(x) <  (  # one
   high + 7
   ) <= parsum(x * 2) or 5
if low < high < parsum(x):
    r += 1
while low < high < parsum(x) - 1:
    high += 1
print(r, high, f"{low < high < parsum(x)}", 1 if 9 < high < parsum(x) else 2)
z = low and (seen(low) < seen(high) < parsum(x)) and sort(x)
print(z)
