import numpy as np
from dino import parsum, sort


def small(x):
    return parsum(x) < 10


def pieces(x):
    return [sort(x), x]


x = np.array([3, 1, 2])
if small(x):
    print("small")
if small(x * 9):
    print("small")
elif small(x + 1):
    print("small, plus one")
else:
    print("large")
while small(x):
    x = x + 1
else:
    print("grown", x)
for piece in pieces(x):
    print(parsum(piece))
for piece in pieces(x):
    print(piece)
if not small(x) and small(x):
    print("never")
while small(x) or parsum(x) < 20:
    x = x + sort(x)
print(x)
