# status: 1
"""Exception groups: split by except*, the rest uncaught."""

import numpy as np
from dino import matmul, parsum


def failures(*shapes):
    for shape in shapes:
        try:
            matmul(np.ones((2, 2)), np.ones(shape))
        except ValueError as error:
            yield error


try:
    raise ExceptionGroup("products", [*failures((3,), (3, 2)), KeyError("key"), TypeError("type")])
except* ValueError as caught:
    print("values", len(caught.exceptions), parsum(np.arange(len(caught.exceptions) + 1)))
except* KeyError as caught:
    print("keys", caught.exceptions)
finally:
    print("after", flush=True)
