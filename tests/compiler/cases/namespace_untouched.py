import numpy as np
from dino import parsum

s = parsum(np.arange(3))
print(sorted(name for name in globals() if not name.startswith("__")))
