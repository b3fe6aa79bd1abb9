"""Control flow at module level around primitives: break, continue, else, while, walrus, try in loops."""

import numpy as np
from dino import matmul, matvec, parsum, sort

a = np.arange(9).reshape(3, 3)
for i in range(5):
    if parsum(a) > 400:
        print("break", i)
        break
    if i == 1:
        a = a + 1
        continue
    a = matmul(a, np.diag([1, 2, 3])) % 50
else:
    print("for else", parsum(a))
for row in sort(a):
    for value in row:
        if value % 2:
            break
    else:
        print("even row", row)
        continue
    print("odd row", row, parsum(row))
n = 0
while (total := parsum(np.arange(n))) < 30:
    n += 1
    if n == 4:
        continue
else:
    print("while else", n, total)
while True:
    try:
        n -= 1
        if n < 3:
            break
        matvec(a, np.ones(n))
        print("fits", n)
    except ValueError:
        continue
    finally:
        print("finally", n, parsum(np.arange(n)))
if parsum(a) > 10**6:
    print("huge")
elif (largest := sort(a.ravel())[-1]) > 10:
    print("largest", largest)
else:
    print("small")
x, (y, *z) = parsum(a), sort(a)[0]
a[0], a[1, 1] = matvec(a, a[2]), parsum(a[0])
a += matmul(a, a)
print(x, y, z, a.tolist(), matvec(a, a[0]) if x else None, x and parsum(a) or y)
print(parsum(a) < parsum(2 * a) < parsum(3 * a), not parsum(a), [*sort(a[0])], {**{"k": parsum(a)}})
for a[0, 0] in range(2):
    print(parsum(a))
for target in ():
    print("never")
assert parsum(a) > 0, "positive"
