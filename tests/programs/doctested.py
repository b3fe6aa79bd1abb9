"""A library that looks at all that the module holds: doctest.

>>> add(np.ones(3))
np.float64(3.0)
"""

import doctest
import sys

import numpy as np
from dino import parsum


def add(x):
    """Add.

    >>> add(np.arange(3))
    np.int64(3)
    >>> add(np.arange(4))
    7
    """
    return parsum(x)


print(add(np.ones(2)))
print(doctest.testmod(verbose="-v" in sys.argv))
print(doctest.testmod(verbose=True, report=False).failed)
