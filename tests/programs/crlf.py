"""Lines that end in CR LF."""

import numpy as np
from dino import parsum

for n in range(3):
    print(n, parsum(np.arange(n)),
          """two
lines""".encode())
