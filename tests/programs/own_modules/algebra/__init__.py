"""Sums and products."""

import numpy as np
from dino import parsum

from . import sums

LOADED = parsum(np.arange(5))


def __getattr__(name):
    if name == "lazy":
        return sums.total([4, 5])
    raise AttributeError(name)
