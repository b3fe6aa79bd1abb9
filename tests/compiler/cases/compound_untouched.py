import contextlib

import numpy as np
from dino import parsum

with contextlib.suppress(ValueError):
    print(parsum(np.arange(3)))
try:
    print(parsum(np.arange(4)))
finally:
    print("finally")
match parsum(np.arange(5)):
    case 10:
        print("ten", parsum(np.arange(3)))
for i in range(3):
    print(parsum(np.arange(i)))
    try:
        if i:
            break
    finally:
        print("out")
