import numpy as np
from dino import parsum, sort

x = np.array([5, 4, 3])
if x[0] > 4:  # big
    # sorted
    x = sort(x)
    print("sorted")
elif x[0] > 3:
    print("half")
else:  # small
    print("no")
if parsum(x) > 100:
    print("much")
else:
    print("little")
if len(x): y = sort(x); print(y)
else: print("empty")
