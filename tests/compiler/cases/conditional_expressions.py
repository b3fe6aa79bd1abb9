import numpy as np
from dino import parsum, sort

x = np.arange(3)
print(len(x) > 5 and parsum(x), parsum(x) if len(x) > 5 else "no", [parsum(x) for _ in x if _ > 5])
f = lambda: parsum(x)
print(f(), 1 < parsum(x) < 2 < parsum(None))
assert parsum(x) == 3, sort(None)
