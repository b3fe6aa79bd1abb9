"""Floating-point conditions: np.errstate ignore, raise, call, print; text and place."""

import sys

import numpy as np
from dino import matmul, matvec, parsum

big = np.full((3, 3), 1e200)
infinite = np.array([np.inf, -np.inf, 1.0])
called = []
operations = {
    "overflow in matmul": lambda: matmul(big, big),
    "overflow in matvec": lambda: matvec(big, big[0]),
    "overflow in parsum": lambda: parsum(big * 1e107 * 0.6),
    "invalid in parsum": lambda: parsum(infinite),
    "overflow in an exact sum": lambda: parsum(big * 1e107 * 0.9, exact=True),
    "invalid in an exact sum": lambda: parsum(infinite, exact=True),
    "an exact sum": lambda: parsum(np.r_[1e200, np.ones(90), -1e200], exact=True),
    "invalid in matvec": lambda: matvec(np.ones((2, 3)), infinite),
    "overflow and invalid in one product": lambda: matmul(np.array([[1e200, np.inf]]), np.array([[1e200], [0.0]])),
    "overflow and invalid in one sum": lambda: matvec(np.array([[1e200, np.inf]]), np.array([1e200, 0.0])),
    "nothing": lambda: parsum(np.array([np.nan, 1.0])),
    "underflow": lambda: matmul(np.full((2, 2), 1e-200), np.full((2, 2), 1e-200)),
    "integers": lambda: matmul(np.full((1, 2), 2**62), np.full((2, 1), 2)),
}
for name, operation in operations.items():
    with np.errstate(all="ignore"):
        quiet = operation()
    with np.errstate(all="raise"):
        try:
            print(name, quiet, np.array_equal(operation(), quiet, equal_nan=True))
        except FloatingPointError as error:
            print(name, quiet, "raised:", error)
    with np.errstate(all="call", call=lambda text, flag: called.append((name, text, flag))):
        operation()
    sys.stdout.flush()
    with np.errstate(all="print"):
        operation()
print(called)
print(np.geterr())
