import numpy as np
from dino import parsum

for kind in ("a", "b", "c", "d"):
    if kind == "a":
        print(parsum(np.arange(3)))
    elif kind == "b":
        print("b")
    elif kind == "c" and parsum(np.arange(2)) == 1:
        print("c")
    # otherwise
    else:
        print("other")
