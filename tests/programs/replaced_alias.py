"""A primitive that is replaced in the module under one of its names, and called under the other."""

import dino as d

d.sort = sorted
import dino

print(dino.sort([2, 1]), d.sort([3, 1]))
from dino import sort, parsum

print(sort([2, 1]), parsum([2, 1]))
