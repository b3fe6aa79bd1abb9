# Compiled by DiNo VERSION from unicode_names.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    größe = np.arange(4)
    ä = "ü"

# line 4: summe = parsum(größe)
größe_plan = spmd.parsum.plan(spmd.root and (größe,), 4)
größe_block = spmd.scatter(größe_plan)       # Root -> Shard(0)
summe_part = spmd.parsum.local(größe_block)  # each rank computes its part
summe = spmd.reduce(summe_part)              # Partial(pairwise) -> Root; None on workers

# line 5: print(ä, "→", parsum(größe), summe)
größe_plan = spmd.parsum.plan(spmd.root and (größe,), 5)
größe_block = spmd.scatter(größe_plan)        # Root -> Shard(0)
parsum_part = spmd.parsum.local(größe_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)      # Partial(pairwise) -> Root; None on workers

if spmd.root:
    print(ä, "→", parsum_result, summe)
