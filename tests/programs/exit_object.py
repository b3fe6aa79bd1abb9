# status: 1
"""sys.exit with an object that is neither number nor text; an exit caught and overtaken on the way."""

import sys

import numpy as np
from dino import sort

try:
    sys.exit(-1)
except SystemExit as caught:
    print("code", caught.code, sort(np.array([3, caught.code])))
try:
    try:
        raise SystemExit(4)
    finally:
        sort(np.array([1.5, 0.5])).tolist().index(9)
except ValueError as error:
    print(error, type(error.__context__).__name__, flush=True)
sys.exit(sort(np.array([2, 1])))
