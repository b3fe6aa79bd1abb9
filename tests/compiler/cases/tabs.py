import numpy as np
from dino import parsum

for i in range(2):
	if i:
		print(parsum(np.arange(3)))
		if i > 0:
			print("tab")
