import numpy as np
from dino import parsum, sort

x = np.array([2, 1])
a = b = sort(x)
(first, second), third = sort(x), parsum(x)
store = {}
store["sum"] = parsum(x)
print(a is b, first, second, third, store)
