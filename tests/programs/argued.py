# args: --size 3 --verbose "two words" '' -x
# status: 2
"""Arguments: sys.argv as typed, argparse that succeeds, then argparse that refuses (status 2)."""

import argparse
import os
import sys

import numpy as np
from dino import parsum

print(sys.argv[1:], os.path.basename(sys.argv[0]), os.path.isabs(sys.argv[0]), __name__, os.path.isabs(__file__))
print(os.path.samefile(sys.path[0], os.path.dirname(__file__)), sys.flags, sys.orig_argv[1:] and "original known")
parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("--size", type=lambda text: int(parsum(np.ones(int(text)))))
parser.add_argument("--verbose", action="store_true")
parser.add_argument("words", nargs="*")
print(parser.parse_known_args())
parser.parse_args()
