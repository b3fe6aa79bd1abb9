# status: 1
import numpy as np
from dino import parsum

np.seterr(all="raise")
a = np.full(6, 1e308)
x = parsum(a)
