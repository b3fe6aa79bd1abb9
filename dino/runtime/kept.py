"""Products that stay on the ranks: what only collectives read is not gathered, and the next step finds it in place.

Root decides, as ever. It can have the whole at any moment: it conducts the gathering, wherever the workers wait. So a
step that cannot use the blocks as they lie, or that root does alone, is what it would be without this module.
"""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from weakref import WeakValueDictionary

import numpy as np

from dino.errors import RankLostError
from dino.placement import Shard
from dino.runtime import collectives, panels, session
from dino.runtime.leader import Kind
from dino.runtime.plan import Block

NAME = "gather"
"""What the header of a conducted gathering names in the place of a primitive."""

_numbers = count()  # on every rank the same: all of them keep the same products in the same order
_all = WeakValueDictionary()


@dataclass(eq=False)
class Kept(Block):
    """A product of floating-point numbers, all of them finite, each rank's rows on that rank.

    Parameters
    ----------
    shape : tuple of int
        Of the whole.
    counts : tuple of int
        Rows of each rank.
    """

    shape: tuple = ()
    counts: tuple = ()
    number: int = field(init=False)
    root: object = None

    def __post_init__(self):
        self.number = next(_numbers)
        _all[self.number] = self

    def whole(self, kind=Kind.DO, line=0):
        """On root: the whole array, gathered when it is asked for first."""
        here = self.plan.session
        if self.root is None:
            here.begin(kind, NAME, line, lambda: self.number)
            try:
                self.root = self.gathered(here.ranks)
            except BaseException:
                here.fail()
                raise
            here.end()
        return self.root

    def gathered(self, ranks):
        """Bring the rows to root; a collective."""
        whole = np.empty(self.shape, self.array.dtype) if ranks.rank == 0 else None
        collectives.gather(ranks, self.array, self.counts, whole)
        return whole

    def standing_in(self):
        """An array of this shape and dtype: memory that is never touched."""
        return np.empty(self.shape, self.array.dtype)


def all_to_root():
    """Let root have all that is kept, before it forks: its child has no workers to ask."""
    here = session.current()
    if here is not None and here.is_root and here.conducts_here():
        with suppress(RankLostError):  # root will hear of it when it needs them next
            for one in list(_all.values()):
                one.whole()


os.register_at_fork(before=all_to_root)


def settled(value, line):
    """Shard(0) -> Root behind a loop: the whole of what has stayed, on root; None on workers.

    Parameters
    ----------
    value : Kept or object
        What the loop has left; significant on root only. What is no product that stays is root's already.
    line : int
        Of the loop.
    """
    here = session.current()
    if here is None:
        return held(value)
    if not here.is_root:
        header = here.follower.follow((Kind.STEP,), NAME, line)
        if header.payload is not None:
            join(here, header)
        return None
    if isinstance(value, Kept) and value.root is None:
        return value.whole(Kind.STEP, line)
    here.announce(Kind.STEP, NAME, line)
    return held(value)


def held(value):
    """What root has of a value that may be kept; all of it, in a forked child: see `all_to_root`."""
    return value.root if isinstance(value, Kept) else value


def join(here, header):
    """Take part, as a worker, in a gathering that root conducts."""
    _all[header.payload].gathered(here.ranks)


def kept(plan, part):
    """Leave a product where it is, unless root has to see it: only finite numbers are sure to need no warning."""
    ranks = plan.session.ranks
    if part.dtype.kind not in "fc" or not collectives.all_true(ranks, panels.all_finite(part)):
        return plan.step._settled(plan, part)
    if ranks.rank == 0:
        plan.session.end()
        plan.call = plan.whole = None
    plan.kept = {}  # else products of products would keep one another alive
    return Kept(plan, part, (sum(plan.counts), *part.shape[1:]), plan.counts)


def planned(step, here, args):
    """Plan, on root, a step that has kept arguments: with what is in place if that fits, else with the whole."""
    if isinstance(step.row.result, Shard) and not step.row.exchange:
        plan = step._planned(here, tuple(arg.standing_in() if isinstance(arg, Kept) else arg for arg in args))
        if not plan.alone and _fits(plan, step.row.arguments, args):
            plan.kept = {index: arg for index, arg in enumerate(args) if isinstance(arg, Kept)}
            return plan
    return step._planned(here, tuple(arg.whole() if isinstance(arg, Kept) else arg for arg in args))


def _fits(plan, placements, args):
    """Whether every divided operand is cut where the plan may be cut; the plan then takes over these cuts."""
    cuts = {arg.counts for arg, placement in zip(args, placements) if isinstance(arg, Kept) and placement == Shard(0)}
    if not cuts:
        return True
    (counts,) = cuts if len(cuts) == 1 else (None,)
    if counts is None or any(sum(counts[:rank]) % plan.form.grain for rank in range(len(counts)) if any(counts[rank:])):
        return False
    plan.counts = counts
    return True


def told(plan):
    """What a header says of a plan's kept operands."""
    return {index: one.number for index, one in plan.kept.items()}, plan.counts


def heard(plan, payload):
    """Give a worker's plan its kept operands."""
    numbers, plan.counts = payload
    plan.kept = {index: _all[number] for index, number in numbers.items()}


def rows(operand):
    """Shard(0) -> Shard(0): this rank's rows."""
    return operand.kept.array.astype(operand.dtype, copy=False)


def copy(operand):
    """Shard(0) -> Replicate: the rows of all ranks."""
    one, ranks = operand.kept, operand.plan.session.ranks
    return collectives.allgather(ranks, one.array, one.counts, one.shape).astype(operand.dtype, copy=False)


def with_operands(plan, value):
    """The call of a plan with kept operands, as root must see it to report: with these, if any value is not finite."""
    call = plan.call
    if panels.all_finite(value):
        return call
    operands = (
        plan.kept[index].whole().astype(operand.dtype, copy=False) if index in plan.kept else operand
        for index, operand in enumerate(call.operands)
    )
    return call._replace(operands=tuple(operands))
