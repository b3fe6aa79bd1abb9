"""A worker: `python -m dino.runtime.worker PROGRAM` runs a compiled program as a rank other than root."""

import marshal
import sys

from dino.runtime import session
from dino.runtime.ranks import join_world


def join(here, header):
    """Take part in a collective that root conducts."""
    from dino.runtime.primitives import STEPS

    STEPS[header.name].join(here, header)


def main(program):
    """Walk the skeleton of a compiled program, then serve until root ends.

    Parameters
    ----------
    program : str
        File of the compiled program: a code object in `marshal`'s format after 16 bytes of header, as in any .pyc.
    """
    session.start_worker(join_world(), join)
    with open(program, "rb") as file:
        code = marshal.loads(file.read()[16:])
    exec(code, {"__name__": "__main__"})


if __name__ == "__main__":
    main(sys.argv[1])
