# cython: language_level=3
"""What root does by itself in a static program: the lines of its step, without a frame of Python's.

Each of these lines is a call, and five calls of Python functions take longer than a small product. What is here returns
None of whatever is not that simple; the line is then that of `dino.runtime.step`.
"""

from dino.runtime import session
from dino.runtime.boundary import Tail


cdef class Alone:
    """What root does by itself: the plan, its operands and its blocks in one, because most calls are small.

    Parameters
    ----------
    step, session : Step, Root or Worker or None
        As in `Plan`.
    args : tuple
        The user's arguments; significant on root only.
    """

    cdef public object step, session, args, array
    cdef dict __dict__  # for observers

    alone = True

    def __init__(self, step, session, args=()):
        self.step, self.session, self.args, self.array = step, session, args, None

    @property
    def plan(self):
        """Itself."""
        return self

    def hold(self, array):
        """Take the value, and return the block that has it."""
        self.array = array
        return self

    def take(self):
        """Give the value away."""
        array, self.array = self.array, None
        return array


def passed(block):
    """Let a block be what it is."""
    return block if type(block) is Alone else None


def moved(operand):
    """Move nothing, or not now."""
    return operand if type(operand) is Alone or operand.lazy else None


def taken(block):
    """Give root's value to the user."""
    return (<Alone>block).take() if type(block) is Alone else None


cdef class Brief:
    """The first lines of a step: the plan, if the call is hopeless for ranks, and what is computed, if that is small.

    Parameters
    ----------
    step : Step
        A step with a direct way.
    kind : Kind
        Of the header that tells the workers to pass it.
    kept : type
        Of arguments that are on the ranks: no call with one is brief.
    """

    cdef object step, row, name, direct, kind, kept

    def __init__(self, step, kind, kept):
        self.step, self.row, self.direct, self.kind, self.kept = step, step.row, step.direct, kind, kept
        self.name = self.row.name

    def plan(self, args, line):
        """Plan a call that root does alone; see `Step.plan`.

        What is small is computed at once, which takes less than to find out that it would be: a step that fails so is
        one that no worker has heard of.
        """
        cdef Alone plan
        here = session.current()
        if here is not None and not here.is_root or self.on_ranks(args):
            return None
        value = self.direct(*args)
        if here is not None:
            if value is None and not here.judge.hopeless(self.row, args):
                return None
            here.leader.note(self.kind, self.name, line)
        plan = Alone.__new__(Alone)
        plan.step, plan.session, plan.array = self.step, here, value
        plan.args = args if value is None else ()
        return plan if len(args) == 1 else (plan,) * len(args)

    cdef bint on_ranks(self, args):
        for arg in args:
            if type(arg) is self.kept:
                return True
        return False

    def local(self, first, *others):
        """Compute what has not been computed yet; see `Step.local`."""
        cdef Alone plan
        if type(first) is not Alone:
            return None
        plan = first
        if plan.array is None:
            return None
        if type(plan.array) is Tail:
            return plan.take().then(plan.hold)
        return plan
