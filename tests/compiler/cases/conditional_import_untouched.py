import numpy as np

try:
    from dino import parsum
except ImportError:
    parsum = np.sum
if True:
    from dino import sort
print(parsum(np.arange(3)), sort(np.array([2, 1])))
