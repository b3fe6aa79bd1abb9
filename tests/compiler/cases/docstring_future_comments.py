#!/usr/bin/env python3
# -*- coding: utf-8 -*-
# A licence.
"""What the script does,

    in two paragraphs.
"""
from __future__ import annotations  # postponed

import numpy as np  # arrays
from dino import parsum

# the data
x = np.arange(8)

# its sum
s: Undefined = parsum(x)  # annotated, never evaluated
print(s, __doc__)
# the end
