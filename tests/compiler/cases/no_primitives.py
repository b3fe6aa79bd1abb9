"""Nothing to share."""
import sys

for i in range(2):
    print(i, sys.byteorder in ("little", "big"))
