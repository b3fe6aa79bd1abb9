"""What compiled programs import: `from dino.runtime import spmd`.

A compiled program is run by every rank. Importing this module makes the process part of a run: of the one that `dino
mpirun` has started, or of the one of an `mpiexec` started by hand. Under plain `python` the program runs as one rank.
"""

import os
from itertools import chain
from types import CodeType, FunctionType

from dino.runtime import boot, session
from dino.runtime.boundary import Shortcut, seal
from dino.runtime.leader import Kind

if session.current() is None:  # a worker has begun its session already
    boot.start(os.environ)  # after the imports: none of them may find a module in the script's folder

root = session.current() is None or session.current().is_root
"""Whether this is rank 0, which executes every ordinary statement."""

_NEXT = Kind.NEXT  # an enum's attributes are looked up by Python code
_FIXED = range, tuple, str, bytes  # what nobody can make longer or shorter while it is walked


def _choice(value, line):
    """Let all ranks take root's branch.

    Parameters
    ----------
    value : object
        The condition, significant on root only; its truth is what counts.
    line : int
        Line of the user's script.

    Returns
    -------
    bool
        The truth of root's `value`, on every rank.
    """
    here = session.current()
    if here is None:
        return bool(value)
    if not here.is_root:
        return here.follower.follow((Kind.CHOICE,), line=line).payload
    truth = bool(value)
    here.announce(Kind.CHOICE, line=line, payload=truth)
    return truth


def _each(iterable, line):
    """Let all ranks iterate as often as root.

    Parameters
    ----------
    iterable : iterable
        Significant on root only.
    line : int
        Line of the user's script.

    Returns
    -------
    iterator
        Of root's items; on workers of as many None.

    Notes
    -----
    One header for a range, tuple or string; of anything else one for each item.
    """
    here = session.current()
    if here is None:
        return iter(iterable)
    if not here.is_root:
        return _followed(here, line)
    if type(iterable) in _FIXED and (count := _length(iterable)) is not None:
        here.announce(Kind.TIMES, line=line, payload=count)
        return iter(iterable)

    def announced(item):
        here.leader.note(_NEXT, "", line)
        return item

    def stop():
        here.announce(Kind.STOP, line=line)
        yield from ()

    # map and chain are C: what the user's iterator raises shows the user's frames only.
    return chain(map(announced, iterable), stop())


def _length(iterable):
    try:
        return len(iterable)
    except OverflowError:  # of a range
        return None


def _followed(here, line):
    kinds = Kind.NEXT, Kind.STOP, Kind.TIMES
    while (header := here.follower.follow(kinds, line=line)).kind is _NEXT:
        yield None
    yield from here.follower.rounds(header.payload or 0)


def collective(function):
    """Let all ranks walk a function that nobody calls but all of them together.

    Parameters
    ----------
    function : function
        As all ranks walk it.

    Returns
    -------
    callable
        On root the function itself; on workers it takes any arguments, and each parameter is None.
    """
    return function if root else _deaf(function)


def _deaf(function):
    """On a worker: the function, with None for each parameter."""
    code, arguments = function.__code__, function.__code__.co_argcount
    function.__defaults__ = (None,) * arguments
    function.__kwdefaults__ = dict.fromkeys(code.co_varnames[arguments : arguments + code.co_kwonlyargcount])
    return lambda *_, **__: function()


def collective_of(function):
    """Make a function's collective version what the function itself is to whoever calls it.

    Parameters
    ----------
    function : function or False
        As written; significant on root only.

    Returns
    -------
    callable
        A decorator. On root the collective version gets the function's name, also in tracebacks, and its default
        values; on workers it takes any arguments, and each parameter is None.
    """

    def made(version):
        if not root:
            return _deaf(version)
        code = version.__code__.replace(co_name=function.__name__)
        code = _renamed(code, version.__qualname__, function.__qualname__)
        twin = FunctionType(code, version.__globals__, function.__name__, function.__defaults__)
        twin.__kwdefaults__, twin.__qualname__ = function.__kwdefaults__, function.__qualname__
        return twin

    return made


def _renamed(code, old, new):
    """Give code, and all that it defines, the qualified name of another.

    What is inside may have it already: CPython merges the equal code of both.
    """
    constants = tuple(_renamed(one, old, new) if isinstance(one, CodeType) else one for one in code.co_consts)
    name = code.co_qualname
    return code.replace(co_consts=constants, co_qualname=new + name[len(old) :] if name.startswith(old) else name)


def _sealed(function, name, direct=None, arity=1):
    front = Shortcut(function, direct, arity) if direct else function
    return seal(front, name, function.__doc__ or "", __name__)  # `python -OO` has no docstrings


class _SealedStep:
    """The parts of a step for static programs, each with the frames of a C function, and short ways where there are."""

    def __init__(self, step):
        from dino.runtime import alone, kept

        brief = alone.Brief(step, Kind.STEP, kept.Kept) if step.direct else None
        self.plan = _sealed(step.plan, "plan", brief and brief.plan, 2)
        self.local = _sealed(step.local, "local", brief and brief.local, step.arity)
        self.exchange = _sealed(step.exchange, "exchange", alone.passed)


choice = _sealed(_choice, "choice")
each = _sealed(_each, "each")


def __getattr__(name):
    """Load the moves and the primitives when the first is asked for (PEP 562).

    A script without any must not wait for NumPy.
    """
    if name.startswith("_"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from dino.runtime import alone, step
    from dino.runtime.primitives import STEPS

    there = {"scatter": step.scatter, "bcast": step.bcast}
    there |= {"reuse": step.scatter, "allgather": step.bcast}  # root gives what is not there
    back = {"gather": step.settle, "reduce": step.settle, "keep": step.keep}
    globals().update({move: _sealed(function, move, alone.moved) for move, function in there.items()})
    globals().update({move: _sealed(function, move, alone.taken) for move, function in back.items()})
    globals().update({primitive: _SealedStep(one) for primitive, one in STEPS.items()})
    try:
        return globals()[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
