"""`python -m tests.generator`: random programs, under plain Python and on ranks, until one differs.

    python -m tests.generator --count 20000 --ranks 1,2,3,5           in this process
    python -m tests.generator --count 20000 --ranks 2,3,5 --mpi       every second program on MPI's processes
    python -m tests.generator --count 20000 --by-cost                 root alone computes, unless that would not pay
    python -m tests.generator --seed 4711 --show                      one program, what is emitted, and how it differs
    python -m tests.generator --seed 4711 --minimise                  the smallest program that still differs
    python -m tests.generator.faults                                  what it finds of faults planted by hand
    python -m tests.generator.reached --count 2000                    which branches of the compiler are reached

What has been run is kept in a file, and not run again unless compiler, runtime or generator have changed since.
"""

import argparse
import os
import sys
import time

# Before DiNo is imported: small arrays go to the ranks. With `--by-cost`, root alone takes them.
os.environ |= {"DINO_PATH": "auto"} if "--by-cost" in sys.argv else {"DINO_PATH": "ranks", "DINO_PANEL_ROWS": "1"}

from tests.generator.minimise import minimised
from tests.generator.on_mpi import run_on_mpi
from tests.generator.program import program
from tests.generator.progress import Progress
from tests.generator.verdict import compiled, difference

CHUNK = 20


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--first", type=int, default=0, metavar="SEED")
    parser.add_argument("--ranks", default="1,2,3,5", type=lambda text: tuple(map(int, text.split(","))))
    parser.add_argument("--mpi", action="store_true")
    parser.add_argument("--by-cost", action="store_true", help="root takes small calls alone, as it does for users")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no more programs after this time")
    parser.add_argument("--state", default="/tmp/dino-generator", help="where to keep what has been run")
    parser.add_argument("--seed", type=int, help="this program only")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--minimise", action="store_true")
    return parser.parse_args()


def in_world(seeds, sizes):
    """Run programs in this process: pairs of a seed and how its program differs."""
    for seed in seeds:
        yield seed, difference(program(seed), sizes)


def on_mpi(seeds, sizes):
    """Run every second program on processes: the same pairs, one for each number of ranks."""
    even = range(seeds.start + seeds.start % 2, seeds.stop, 2)
    for size in sizes:
        yield from run_on_mpi(even, size)


def run(told):
    """Run what has not been run yet, and print what differs; the exit status."""
    how = ("mpi" if told.mpi else "world") + (" by cost" if told.by_cost else "")
    progress = Progress(told.state, (how, told.ranks))
    end = time.monotonic() + told.seconds
    for start in range(told.first, told.first + told.count, CHUNK):
        seeds = range(start, min(start + CHUNK, told.first + told.count))
        if time.monotonic() > end:
            break
        if not progress.has(seeds):
            found = {}
            for seed, text in (on_mpi if told.mpi else in_world)(seeds, told.ranks):
                if text:
                    found[seed] = text
                    print(f"program {seed}: {text}", flush=True)
            progress.note(seeds, found)
    print(progress.summary())
    return 1 if progress.differing else 0


def show(seed, sizes):
    """Print a program, what the compiler makes of it, and how it differs."""
    made = program(seed)
    print(made.text)
    print(compiled(made)[1].text)
    print(difference(made, sizes) or "no difference")


if __name__ == "__main__":
    told = arguments()
    if told.seed is None:
        sys.exit(run(told))
    if told.minimise:
        print(minimised(program(told.seed), lambda smaller: difference(smaller, told.ranks)).text)
    else:
        show(told.seed, told.ranks)
