import numpy as np; from dino import parsum
x = np.arange(3); s = parsum(x); print(s)  # three
a = 1; \
b = parsum(x); print(a, b)
