"""Run by `mpiexec -n P python`: every golden program, one after the other, against its script under plain Python.

Workers walk the skeleton of each program; where a program sends them away they go on to the next, as they would to
the end of their process. Root prints a line for each difference and one at the end.
"""

import contextlib
import io
import sys

from dino.compiler import code_object
from dino.runtime import spmd
from tests.compiler.golden import SCRIPTS, program_of, text_of


def output_of(code):
    """What a program prints, and what it raises."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(code, {"__name__": "__main__"})
        except SystemExit:
            pass
        except Exception as error:
            print(repr(error))
    return out.getvalue()


def programs(script):
    """The code of a golden program, and on few ranks of the one that carries the script's lines: many share two cores."""
    program = program_of(script)
    yield compile(text_of(program), str(program), "exec", dont_inherit=True)
    if spmd.session.current() is None or spmd.session.current().size < 4:
        yield code_object(text_of(script), str(script))


def main(only):
    """Compare the output of every golden program with `alone`'s."""
    differing = 0
    for script in SCRIPTS:
        if only and script.stem not in only:
            continue
        expected = sys.stdin.readline() if spmd.root else None
        for code in programs(script):
            found = output_of(code)
            if spmd.root and repr(found) != expected.rstrip("\n"):
                differing += 1
                print(f"{script.stem}: {found!r} instead of {expected}", file=sys.stderr)
    if spmd.root:
        print("differing:", differing)


main(sys.argv[1:])
