"""How a process finds its part in a run, when a compiled program imports `spmd`.

`dino mpirun` says so in the variable `DINO_RUN`, which is taken out of the environment at once; without it, this is an
`mpiexec` started by hand, or plain `python`.
"""

import json
import os
import sys
from importlib.machinery import SourceFileLoader

from dino.runtime import aside, engine, session
from dino.runtime.lifeline import Lifeline
from dino.runtime.worker import join

VARIABLE = "DINO_RUN"


def start(environment):
    """Become root, or a rank of an MPI world, or nothing of the kind.

    Parameters
    ----------
    environment : mutable mapping of str
        The process's environment.
    """
    if VARIABLE in environment:
        _start_root(json.loads(environment.pop(VARIABLE)))
    elif any(name in environment for name in ("PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK")):
        session.start_world(join)


def _start_root(run):
    engine.package()
    disguise(run["script"], run["args"])
    if run["ranks"] > 1:
        session.start_root(run["ranks"], run["hosts"], Lifeline(run["lifeline"]))


def disguise(script, args):
    """Make `__main__` and `sys` say what they say under `python script args`.

    Parameters
    ----------
    script : str
        As it was typed.
    args : list of str
        The script's arguments.
    """
    path = os.path.join(os.getcwd(), script)  # as CPython does, not normalised
    main = sys.modules["__main__"]
    main.__file__, main.__loader__, main.__cached__ = path, SourceFileLoader("__main__", path), None
    sys.argv[:] = [script, *args]
    sys.orig_argv[:] = [*sys.orig_argv[: len(sys.orig_argv) - len(args) - 1], script, *args]
    if not sys.flags.safe_path:
        sys.path[0] = os.path.dirname(os.path.realpath(script))
        aside.give_way(sys.path[0])
