"""Programs on the ranks of a world: root's outcome, or what went wrong on any rank."""

import contextlib
import importlib.util
import marshal
import types
from dataclasses import dataclass
from functools import cache
from itertools import count
from unittest import mock
from weakref import WeakValueDictionary

import greenlet

from dino.runtime import kept, session, step
from dino.runtime.pool import Pool
from dino.runtime.primitives import STEPS
from dino.runtime.ranks import Ranks
from dino.runtime.worker import join
from tests.generator.outcome import execute, importing
from tests.generator.world import MPI, Channel, Comm, DeadlockError, World


class RankError(Exception):
    """A rank other than root failed, or all of them stand still."""


@dataclass
class Runtime:
    """What one rank has for itself: the module `spmd` as it imports it, and steps of its own."""

    module: types.ModuleType
    steps: dict


@cache
def _runtime(rank):
    """The runtime of a rank, made when its session has begun; kept, because what is sealed lives for ever."""
    spec = importlib.util.find_spec("dino.runtime.spmd")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.scatter, "asked for, so that all of it is loaded"
    steps = {name: step.Step(one.row, one.module) for name, one in STEPS.items()}
    for name, one in STEPS.items():
        steps[name].direct = one.direct
    module.__dict__.update({name: module._SealedStep(one) for name, one in steps.items()})
    return Runtime(module, steps)


def run_in_world(code, names, size, seed=0):
    """Run a compiled program on all ranks of a world of its own.

    Parameters
    ----------
    code : code
        What every rank executes.
    names : collection of str
        See `execute`.
    size : int
        Number of ranks.
    seed : int
        Of the order in which ranks go on.

    Returns
    -------
    Outcome
        Root's.

    Raises
    ------
    RankError
        If any other rank fails, prints, or does not end.
    """
    world = World(size, seed)
    # As in a process of its own: what has run eight times CPython 3.11 optimises, and names other lines then.
    fresh = marshal.dumps(code)
    channels = Channel(world), Channel(world)

    def work(rank):
        ranks = Unending(MPI, *(Comm(channel, rank) for channel in channels))
        ranks.pool = Pool()
        greenlet.getcurrent().own = {}
        greenlet.getcurrent().session = here = session_of(ranks)
        return run_part(marshal.loads(fresh), names, here)

    with (
        mock.patch.object(session, "current", _current),
        mock.patch.multiple(kept, **fresh_products(_PerRank)),
    ):
        try:
            results = world.run(work)
        except DeadlockError as error:
            raise RankError(f"deadlock: {error}") from None
    return judged(results)


def fresh_products(made=lambda make: make()):
    """What the runtime knows of products that stay on the ranks, before a program begins."""
    return {"_numbers": made(count), "_all": made(WeakValueDictionary)}


class _PerRank:
    """One object for each rank, made when it is used first."""

    def __init__(self, make):
        self._make = make

    def _mine(self):
        here = greenlet.getcurrent().own
        if self not in here:
            here[self] = self._make()
        return here[self]

    def __next__(self):
        return next(self._mine())

    def __getitem__(self, key):
        return self._mine()[key]

    def __setitem__(self, key, value):
        self._mine()[key] = value


def _current():
    """This rank's session; none outside a world, as under plain `python`."""
    return getattr(greenlet.getcurrent(), "session", None)


class Unending(Ranks):
    """Ranks whose MPI is there before and after the session."""

    def abort(self):
        """Tell it."""
        raise RankError("the run is aborted: a collective failed")

    def finalise(self):
        """Nothing to do."""


def session_of(ranks):
    """The session of a rank, as a real run has it."""
    if ranks.rank == 0:
        return session.Root(ranks.size, 1, lambda: ranks)
    return session.Worker(ranks, join, lambda: True)


def run_part(code, names, here):
    """Run a program on this rank to the end of its session: root's outcome, None of a worker."""
    runtime = _runtime(0 if here.is_root else here.ranks.rank)
    namespace = {"__name__": "__main__", "__builtins__": importing(runtime.module)}
    if not here.is_root:
        return _walked(code, namespace, here)
    outcome = execute(code, namespace, names)
    here.join()  # a real root that needs no worker is the launcher's business
    here.leave()
    return outcome


def _walked(code, namespace, here):
    """A worker walks its skeleton, and serves; it has nothing to show."""
    with contextlib.suppress(SystemExit):
        exec(code, namespace)
    here.serve()


def judged(results):
    """Root's outcome, if every other rank has done what it should."""
    root, *workers = results
    for rank, result in enumerate(workers, 1):
        if result is not None:
            raise RankError(f"rank {rank}: {result!r}")
    if isinstance(root, BaseException):
        raise root
    return root
