import numpy as np
from dino import parsum

größe = np.arange(4); ä = "ü"; summe = parsum(größe)
print(ä, "→", parsum(größe), summe)
