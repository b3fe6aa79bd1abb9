# status: 7
"""sys.exit(7) inside a loop inside a try with finally, from a function."""

import sys

import numpy as np
from dino import parsum, sort


def search(rows):
    for row in rows:
        try:
            if parsum(row) > 5:
                sys.exit(int(sort(row)[-1]))
        finally:
            print("looked at", row, parsum(row))


try:
    search(np.array([[1, 2], [7, 3], [9, 9]]))
except Exception:
    print("SystemExit is no Exception")
finally:
    print("leaving", sort(np.array([2, 1])))
