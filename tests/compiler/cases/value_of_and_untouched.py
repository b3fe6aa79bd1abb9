import weakref

import numpy as np
from dino import matmul, matvec, parsum, sort

x = np.array([3.0, 1.0, 2.0])
y = len(x) and parsum(x)  # what root holds might show: there is a weak reference
seen = weakref.ref(x)
try:
    z = x and parsum(x)
except ValueError as error:
    print(error, y)
w = [n or parsum(x) for n in range(2)]
print(w, seen() is x)
