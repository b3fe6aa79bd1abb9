"""A step: one call of a primitive, from the user's arrays through the ranks and back.

`Step` carries a row of the table out, with the computations of `dino/runtime/<name>.py`. *Conducted*, all of a call
happens in `Step.__call__`; in a *static* program the same parts stand one by one: `plan`, a move for each operand,
`local`, `exchange`, and the move back.

What is moved is emptied: `scatter`, `bcast`, `local` and `gather` leave nothing behind that would keep an array alive.
"""

import inspect
import math
import os
from functools import partial
from itertools import zip_longest

import numpy as np

from dino.placement import Partial
from dino.runtime import announcement, caller, collectives, inplace, kept, layout, moves, outlook, precedent, session
from dino.runtime.alone import Alone
from dino.runtime.boundary import Front, Tail
from dino.runtime.kept import Kept
from dino.runtime.leader import Kind
from dino.runtime.pieces import Pieces, Result
from dino.runtime.plan import Block, Form, Operand, Plan
from dino.runtime.ranks import Watched
from dino.runtime.streams import STREAMS

_NO_OPTIONS = {}
_NOTHING = layout.Call((), 1, (), np.dtype(np.uint8))  # of a primitive without parameters


class Step(Front):
    """A primitive that the ranks share.

    Parameters
    ----------
    row : Primitive
        Its declaration.
    module : module
        Its computations: `prepare`, `alone`, `local`, `finish`, and `exchange` if the row has one.
    """

    def __init__(self, row, module):
        self.row = row
        self.module = module
        self.arity = len(row.parameters)
        self._stream = STREAMS.get(row.name)
        self._shares = "workers" in inspect.signature(module.local).parameters

    def __reduce__(self):
        return _by_name, (self.row.name,)

    def limit(self, judge):
        """Let what no rank could help with go the direct way: as `judge` knows, or all if there is none."""
        own = getattr(self.direct, "__self__", None)
        if own is not None:
            own.limit = math.inf if judge is None else max(own.short, judge.hopeless_below(self.row))

    def __call__(self, *args, **options):
        """Call the primitive as a function: on root it conducts the ranks, everywhere else it computes alone."""
        if options or len(args) != self.arity:
            args, options = self._bound(args, options)
        here = session.current()
        if here is None or not here.conducts_here() or self._hopeless(here, args):
            return self.module.alone(*args, **options)
        plan = self._weighed(here, args, options)
        if plan.alone:
            return self.module.alone(*args, **options)
        announcement.made(plan, Kind.DO, caller.line())
        return _guarded(plan, self._carried_out, plan, self.operands(plan))

    def plan(self, args, line):
        """Check a call on root and tell every rank who computes what; the first line of a static step.

        Parameters
        ----------
        args : tuple or False
            The arguments; significant on root only.
        line : int
            Line of the user's script.

        Returns
        -------
        Operand, tuple of Operand, or None
            One for each parameter.
        """
        here = session.current()
        if here is None:
            plan = Alone(self, None, tuple(map(kept.held, args)))
        elif here.is_root:
            plan = self._led(here, args, line)
        else:
            plan = self._from_header(here, here.follower.follow((Kind.STEP,), self.row.name, line))
        self._standing = plan
        operands = self.operands(plan)
        return operands[0] if len(operands) == 1 else operands or None

    def local(self, *blocks):
        """Compute this rank's part."""
        plan = blocks[0].plan if blocks else self._standing
        if plan.alone:
            value = self._done_alone(plan)
            return value.then(plan.hold) if isinstance(value, Tail) else plan.hold(value)
        return Block(plan, _guarded(plan, self.part, plan, blocks))

    def exchange(self, block):
        """Let the ranks trade parts of their blocks."""
        if block.plan.alone:
            return block
        return Block(block.plan, _guarded(block.plan, self._exchanged, block.plan, block.take()))

    def join(self, here, header):
        """Take part, as a worker, in what root conducts."""
        plan = self._from_header(here, header)
        self._carried_out(plan, self.operands(plan))

    def operands(self, plan):
        """Return what a plan says of each operand, as it is to be moved."""
        if plan.alone:
            return (plan,) * self.arity
        arrays = plan.call.operands if plan.call else plan.held
        told = zip_longest(plan.form.layouts, arrays, plan.addresses, plan.numbers, plan.patches, fillvalue=0)
        operands = tuple(Operand(plan, *about, *which) for about, *which in told)
        for index, one in plan.kept.items():
            operands[index].kept = one
        return operands

    def part(self, plan, blocks):
        """Compute this rank's part from what has been moved, and from operands that are moved now."""
        return self.computed(plan, moves.moved(self.row, blocks))

    def computed(self, plan, arrays):
        """Compute this rank's part from arrays, or from rows that are read where root has them."""
        ranks = plan.session.ranks
        if not self.row.parameters:
            return self.module.local(ranks.rank, ranks.size, os.uname().nodename)
        where = {"start": sum(plan.counts[: ranks.rank]), "total": sum(plan.counts)}
        where |= plan.form.options
        local = partial(self.module.local, workers=ranks.share) if self._shares else self.module.local
        if isinstance(arrays[0], Pieces):
            return Result(arrays[0], lambda rows, start: local(rows, *arrays[1:], **where | {"start": start}))
        if isinstance(arrays[0], inplace.Remote):
            return self._stream(local, *arrays, pool=ranks.pool, grain=plan.form.grain, **where)
        return local(*arrays, **where)

    def _bound(self, args, options):
        try:
            bound = inspect.signature(self.module.alone).bind(*args, **options)
        except TypeError as error:
            raise TypeError(f"{self.row.name}() {error}") from None
        return bound.args, bound.kwargs

    def _planned(self, here, args):
        return Alone(self, here, args) if self._hopeless(here, args) else self._weighed(here, args)

    def _hopeless(self, here, args):
        """Whether shapes tell that root does it alone; workers wake meanwhile, if the last call was not such a one."""
        rung = here.hopeful
        if rung:
            here.rouse()
        here.hopeful = not here.judge.hopeless(self.row, args)
        if here.hopeful and not rung:
            here.rouse()
        return not here.hopeful

    def _weighed(self, here, args, options=_NO_OPTIONS):
        known = here.precedents.get(self.row.name)
        if known is not None and not options and known.covers(args):
            form, call = known.form, known.call(args)
        else:
            form, call = self._judged(here, args, options)
        here.distributes = form is not None
        return Plan(self, here, form, call) if here.distributes else Alone(self, here, args)

    def _judged(self, here, args, options):
        """Check a call, lay it out and weigh it: its form, or None if root does it alone, and what is laid out."""
        call = self.module.prepare(*args, **options) if self.row.parameters else _NOTHING
        form = self._form(here, call) if call is not None and self._pays(here, call) else None
        if not options and here.judge.consistent and precedent.sets_one(args, call):
            here.precedents[self.row.name] = precedent.Precedent(args, call, form)
            if form is None and (claim := getattr(getattr(self.direct, "__self__", None), "claim", None)):
                claim(*args)
        return form, call

    def _form(self, here, call):
        """The form of a call: that of the call before, if that was alike."""
        layouts = tuple((operand.shape, operand.dtype) for operand in call.operands)
        result = layouts[0][1] if self.row.exchange else call.dtype
        known = here.forms.get(self.row.name)
        if known is not None and known.is_of(call.grain, layouts, result, call.options):
            return known
        return Form(call.grain, layouts, result, call.options, here.size)

    def _led(self, here, args, line):
        plan = kept.planned(self, here, args) if Kept in map(type, args) else self._planned(here, args)
        if plan.alone:
            here.announce(Kind.STEP, self.row.name, line)
        else:
            announcement.made(plan, Kind.STEP, line)
        return plan

    def _pays(self, here, call):
        return here.judge.pays(self.row, call, outlook.Outlook(here, self.row, call))

    def _from_header(self, here, header):
        return Alone(self, here) if header.payload is None else announcement.heard(self, here, header.payload)

    def _carried_out(self, plan, operands):
        part = self.part(plan, operands)
        if self.row.exchange:
            part = self._exchanged(plan, part)
        return self._settled(plan, part)

    def _done_alone(self, plan):
        if plan.session is not None and not plan.session.is_root:
            return None
        args, plan.args = plan.args, ()
        return self.module.alone(*args)

    def _exchanged(self, plan, array):
        return self.module.exchange(array, Watched(plan.session.ranks))

    def _settled(self, plan, part):
        """Bring the parts to root and make the user's value of them there."""
        ranks = plan.session.ranks
        if isinstance(self.row.result, Partial) or not self.row.parameters:
            parts = collectives.gather_parts(ranks, np.frombuffer(part, np.uint8) if type(part) is bytes else part)
            return self._finished(plan, parts)
        if isinstance(part, Result):
            part.gathered(plan.whole)
        elif plan.target:
            about = plan.whole, plan.target, plan.form.result
            collectives.gather_in_place(ranks, part, plan.counts, *about)
        else:
            counts = collectives.gather_lengths(ranks, len(part)) if self.row.exchange else plan.counts
            collectives.gather(ranks, part, counts, plan.whole)
        whole, plan.whole = plan.whole, None  # the blocks of a static program outlive the call, and would keep it
        return self._finished(plan, whole)

    def _kept(self, plan, part):
        """Leave the parts where they are, if they can stay there."""
        return kept.kept(plan, part.block() if isinstance(part, Result) else part)

    def _finished(self, plan, value):
        if not plan.session.is_root:
            return None
        plan.session.end()
        call, plan.call = kept.with_operands(plan, value) if plan.kept else plan.call, None
        return self.module.finish(value, call) if self.row.parameters else self.module.finish(value)


def scatter(operand):
    """Root -> Shard(0): give every rank its rows."""
    return operand if operand.plan.alone or operand.lazy else _moved(operand, moves.scattered)


def bcast(operand):
    """Root -> Replicate: give every rank a copy."""
    return operand if operand.plan.alone or operand.lazy else _moved(operand, moves.copied)


def settle(block, line=0):
    """Shard(0) or Partial -> Root: the user's value on root, None on workers. A loop's line: of what it has kept."""
    if line:
        return kept.settled(block, line)
    plan = block.plan
    return block.take() if plan.alone else _guarded(plan, plan.step._settled, plan, block.take())


def keep(block):
    """Shard(0) stays Shard(0): what only collectives read; root's value where root alone has it, None on workers."""
    plan = block.plan
    return block.take() if plan.alone else _guarded(plan, plan.step._kept, plan, block.take())


def _moved(operand, move):
    return Block(operand.plan, _guarded(operand.plan, move, operand))


def _guarded(plan, function, *args):
    """Run a part of a collective; if it fails on root no other collective may follow."""
    here = plan.session
    try:
        return function(*args)
    except BaseException:
        if here.is_root and here.busy:
            here.fail(plan)
        raise


def _by_name(name):
    from dino.runtime import primitives

    return primitives.STEPS[name]
