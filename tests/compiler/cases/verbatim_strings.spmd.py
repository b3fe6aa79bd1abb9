# Compiled by DiNo VERSION from verbatim_strings.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd

if spmd.root:
    import numpy as np
    from dino import parsum

    text = """
  keep
	this
"""

# line 8: if parsum(np.arange(3)) == 3:
x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 8)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.choice(spmd.root and (parsum_result == 3), 8):
    # lines 9-13: more = f"""
    #   {parsum(np.arange(4))}
    #  indented{'''
    # x'''}
    # """
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(4),), 10)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        more = f"""
  {parsum_result}
 indented{'''
x'''}
"""
        raw = 'a\
  b'
        print(repr(more), repr(raw))

for _ in range(2):
    # lines 18-20: print(repr("""a
    #  b"""), parsum(np.arange(3)), repr('''c
    #     d'''))
    repr_before = spmd.root and (repr("""a
 b"""))
    x_plan = spmd.parsum.plan(spmd.root and (np.arange(3),), 19)
    x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
    parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
    parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers
    if spmd.root:
        print(repr_before, parsum_result, repr('''c
    d'''))
        del repr_before

if spmd.root:
    print(repr(text))
