import numpy as np
import dino

original = dino.parsum
dino.parsum = lambda x: "changed"
print(dino.parsum(np.arange(3)))
dino.parsum = original
