"""Who is measured: reads lines, computes a row once for each, writes seconds; see `benchmarks.primitives`.

    python benchmarks/primitives/subject.py ROW SCALE NumPy|DiNo

A line is the number of threads that BLAS may use.
"""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

import dino  # noqa: E402
from benchmarks.primitives.rows import BY_NAME  # noqa: E402


def main(name, scale, who):
    """Answer until there is no other line."""
    row = BY_NAME[name]
    args = row.operands(float(scale))
    compute = row.theirs if who == "NumPy" else getattr(dino, row.primitive)
    options = {} if who == "NumPy" else row.options
    print("ready", flush=True)
    if who == "NumPy":
        from threadpoolctl import ThreadpoolController

        limit = ThreadpoolController().limit
    for line in sys.stdin:
        if line == "check\n":
            print(row.equal(compute(*args, **options), row.theirs(*args)), flush=True)
        elif who == "NumPy":
            with limit(limits=int(line)):
                timed(compute, args, options)
        else:
            timed(compute, args, options)


def timed(compute, args, options):
    """Compute once."""
    begun = time.perf_counter()
    compute(*args, **options)
    print(time.perf_counter() - begun, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
