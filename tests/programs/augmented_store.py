# status: 1
"""What `x[i] += ...` of a primitive's value raises when the item is put back: at the target, as CPython says."""

import numpy as np
from dino import parsum


class Guarded(dict):
    def __getitem__(self, key):
        print("get", key)
        return super().__getitem__(key)

    def __setitem__(self, key, value):
        print("set", key, value)
        if value > 5:
            raise KeyError("too much")
        super().__setitem__(key, value)


x = np.array([1.0, 2.0])
sums = Guarded(a=0)
for key in "aaa":
    sums[key] += parsum(x)
