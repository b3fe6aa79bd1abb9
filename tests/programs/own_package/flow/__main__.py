import sys

from flow.steps import total

RESULT = total([10, 20]), __name__, __package__, sys.argv[0].rpartition("/")[2], __spec__.name
