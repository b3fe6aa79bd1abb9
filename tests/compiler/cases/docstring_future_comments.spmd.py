#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# A licence.
"""What the script does,

    in two paragraphs.
"""
from __future__ import annotations  # postponed

# Compiled by DiNo VERSION from docstring_future_comments.py; run with: mpiexec -n 4 python out.py
from dino.runtime import spmd


if spmd.root:
    import numpy as np  # arrays
    from dino import parsum

    # the data
    x = np.arange(8)

# its sum
# line 17: s: Undefined = parsum(x)  # annotated, never evaluated
x_plan = spmd.parsum.plan(spmd.root and (x,), 17)
x_block = spmd.scatter(x_plan)            # Root -> Shard(0)
parsum_part = spmd.parsum.local(x_block)  # each rank computes its part
parsum_result = spmd.reduce(parsum_part)  # Partial(pairwise) -> Root; None on workers

if spmd.root:
    s: Undefined = parsum_result
    print(s, __doc__)
# the end
