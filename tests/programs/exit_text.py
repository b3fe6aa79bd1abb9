# status: 1
"""sys.exit with a text, from a generator inside a comprehension."""

import sys

import numpy as np
from dino import parsum


def numbers():
    yield np.ones(2)
    print("about to leave", flush=True)
    sys.exit(f"gave up after {parsum(np.ones(2)):g} values")


print([parsum(x) for x in numbers()])
