import numpy as np
from dino import parsum

x = np.ones(3)
while parsum(x) < 10:
    x += 1
else:
    print("else", x)
