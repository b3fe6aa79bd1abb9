# Compiled by DiNo VERSION from tabs.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
	import numpy as np
	from dino import parsum

for i in range(2):
	if i:
		# line 6: print(parsum(np.arange(3)))
		x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 6)
		x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
		parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
		parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
		if spmd.root:
			print(parsum_result)
			if i > 0:
				print("tab")
