import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
sums = []
for i in range(3):
    sums.append(parsum(x * i))
print(", ".join(map(str, sort(sums))))


def collect(n):
    rows = [x]
    for i in range(n):
        rows.append(sort(rows[i] * -1))
    return rows


print(collect(2))
