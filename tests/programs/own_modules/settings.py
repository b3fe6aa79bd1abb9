import numpy as np
from dino import sort

SORTED = sort(np.array([3, 1, 2]))
print("settings imported as", __name__)
