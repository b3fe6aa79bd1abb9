"""What runs: primitives, the collectives that they need, and the protocol between root and workers."""

import sys

LOADED_AT_START = frozenset(sys.modules)
"""What a script would find loaded under plain `python` as well, and whatever of `dino` itself came first."""
