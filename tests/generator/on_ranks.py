"""Run by `mpiexec -n P python -m tests.generator.on_ranks FIRST COUNT STEP`: many programs one after the other, on real ranks.

Every rank makes and compiles each program by itself. A program has sessions of its own on communicators that all share;
root prints a line for each: its seed, and how it differs.
"""

import sys

from dino.runtime.ranks import join_world

RANKS = join_world()  # before the runtime is imported, which would begin a session of its own

from dino.runtime import kept, session  # noqa: E402
from tests.generator.program import program  # noqa: E402
from tests.generator.ranks import Unending, fresh_products, run_part, session_of  # noqa: E402
from tests.generator.verdict import difference  # noqa: E402


def run_here(code, names, size):
    """Run a program on this rank."""
    vars(kept).update(fresh_products())
    ranks = Unending(RANKS.MPI, RANKS.comm, RANKS.headers)
    vars(ranks).update({name: getattr(RANKS, name) for name in ("share", "reached", "pool", "room", "board")})
    session._session = here = session_of(ranks)
    try:
        return run_part(code, names, here)
    finally:
        session._session = None


def main(first, count, step):
    """Run the programs of some seeds."""
    for seed in range(first, first + count, step):
        found = difference(program(seed), (RANKS.size,), run_here, RANKS.rank == 0)
        if RANKS.rank == 0:
            print(seed, found.replace("\n", " "), flush=True)
    RANKS.finalise()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
