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

from dino.placement import Partial, Replicate
from dino.runtime import caller, collectives, inplace, kept, layout, moves, panels, pieces, residency, session
from dino.runtime.alone import Alone
from dino.runtime.boundary import Front, Tail
from dino.runtime.kept import Kept
from dino.runtime.leader import Kind
from dino.runtime.plan import Block, Operand, Plan
from dino.runtime.ranks import Watched
from dino.runtime.streams import STREAMS

_NO_OPTIONS = {}


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
            own.limit = math.inf if judge is None else max(panels.SHORT, judge.hopeless_below(self.row) / 2)

    def __call__(self, *args, **options):
        """Call the primitive as a function: on root it conducts the ranks, everywhere else it computes alone."""
        if options or len(args) != self.arity:
            args, options = self._bound(args, options)
        here = session.current()
        if here is None or not here.conducts_here() or here.judge.hopeless(self.row, args):
            return self.module.alone(*args, **options)
        plan = self._planned(here, args, options)
        if plan.alone:
            return self.module.alone(*args, **options)
        _announced(plan, Kind.DO, caller.line())
        return _guarded(plan, self._carried_out, plan, self._operands(plan))

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
            plan = Alone(self, None, args)
        elif here.is_root:
            plan = self._led(here, args, line)
        else:
            plan = self._from_header(here, here.follower.follow((Kind.STEP,), self.row.name, line))
        self._standing = plan
        operands = self._operands(plan)
        return operands[0] if len(operands) == 1 else operands or None

    def local(self, *blocks):
        """Compute this rank's part."""
        plan = blocks[0].plan if blocks else self._standing
        if plan.alone:
            value = self._done_alone(plan)
            return value.then(plan.hold) if isinstance(value, Tail) else plan.hold(value)
        return Block(plan, _guarded(plan, self._computed, plan, [block.take() for block in blocks]))

    def exchange(self, block):
        """Let the ranks trade parts of their blocks."""
        if block.plan.alone:
            return block
        return Block(block.plan, _guarded(block.plan, self._exchanged, block.plan, block.take()))

    def join(self, here, header):
        """Take part, as a worker, in what root conducts."""
        plan = self._from_header(here, header)
        self._carried_out(plan, self._operands(plan))

    def _bound(self, args, options):
        try:
            bound = inspect.signature(self.module.alone).bind(*args, **options)
        except TypeError as error:
            raise TypeError(f"{self.row.name}() {error}") from None
        return bound.args, bound.kwargs

    def _planned(self, here, args, options=_NO_OPTIONS):
        if here.judge.hopeless(self.row, args):
            return Alone(self, here, args)
        here.rouse()
        call = (
            self.module.prepare(*args, **options) if self.row.parameters else layout.Call((), 1, (), np.dtype(np.uint8))
        )
        here.distributes = call is not None and self._pays(here, call)
        if not here.distributes:
            return Alone(self, here, args)
        layouts = tuple((operand.shape, operand.dtype) for operand in call.operands)
        return Plan(self, here, call.grain, layouts, call, options=call.options)

    def _led(self, here, args, line):
        plan = kept.planned(self, here, args) if Kept in map(type, args) else self._planned(here, args)
        if plan.alone:
            here.announce(Kind.STEP, self.row.name, line)
        else:
            _announced(plan, Kind.STEP, line)
        return plan

    def _pays(self, here, call):
        return here.judge.pays(self.row, call, residency.Outlook(here, self.row, call))

    def _from_header(self, here, header):
        if header.payload is None:
            return Alone(self, here)
        grain, layouts, addresses, target, options, resident, piece, *more = header.payload
        layouts = tuple((shape, np.dtype(dtype)) for shape, dtype in layouts)
        plan = Plan(self, here, grain, layouts, None, addresses, target, options)
        residency.heard(plan, *resident)
        plan.piece = piece
        if more:
            kept.heard(plan, more)
        return plan

    def _operands(self, plan):
        if plan.alone:
            return (plan,) * self.arity
        arrays = plan.call.operands if plan.call else plan.held
        told = zip_longest(plan.layouts, arrays, plan.addresses, plan.numbers, fillvalue=0)
        operands = tuple(Operand(plan, *about, *which) for about, *which in told)
        for index, one in plan.kept.items():
            operands[index].kept = one
        return operands

    def _carried_out(self, plan, operands):
        moved = [
            (moves.copied if isinstance(placement, Replicate) else moves.scattered)(operand)
            for placement, operand in zip(self.row.arguments, operands)
        ]
        part = self._computed(plan, moved)
        if self.row.exchange:
            part = self._exchanged(plan, part)
        return self._settled(plan, part)

    def _done_alone(self, plan):
        if plan.session is not None and not plan.session.is_root:
            return None
        args, plan.args = plan.args, ()
        return self.module.alone(*args)

    def _computed(self, plan, arrays):
        ranks = plan.session.ranks
        if not self.row.parameters:
            return self.module.local(ranks.rank, ranks.size, os.uname().nodename)
        where = {"start": sum(plan.counts[: ranks.rank]), "total": sum(plan.counts)}
        where |= plan.options
        local = partial(self.module.local, workers=ranks.share) if self._shares else self.module.local
        if isinstance(arrays[0], pieces.Pieces):
            return pieces.Result(arrays[0], lambda rows, start: local(rows, *arrays[1:], **where | {"start": start}))
        if isinstance(arrays[0], inplace.Remote):
            return self._stream(local, *arrays, pool=ranks.pool, grain=plan.grain, **where)
        return local(*arrays, **where)

    def _exchanged(self, plan, array):
        return self.module.exchange(array, Watched(plan.session.ranks))

    def _settled(self, plan, part):
        """Bring the parts to root and make the user's value of them there."""
        ranks = plan.session.ranks
        if isinstance(self.row.result, Partial) or not self.row.parameters:
            parts = collectives.gather_parts(ranks, np.frombuffer(part, np.uint8) if type(part) is bytes else part)
            return self._finished(plan, parts)
        if isinstance(part, pieces.Result):
            part.gathered(plan.whole)
        elif plan.target:
            collectives.gather_in_place(ranks, part, plan.counts, plan.whole, *plan.target)
        else:
            counts = collectives.gather_lengths(ranks, len(part)) if self.row.exchange else plan.counts
            collectives.gather(ranks, part, counts, plan.whole)
        whole, plan.whole = plan.whole, None  # the blocks of a static program outlive the call, and would keep it
        return self._finished(plan, whole)

    def _kept(self, plan, part):
        """Leave the parts where they are, if they can stay there."""
        return kept.kept(plan, part.block() if isinstance(part, pieces.Result) else part)

    def _finished(self, plan, value):
        if not plan.session.is_root:
            return None
        plan.session.end()
        call, plan.call = kept.with_operands(plan, value), None
        return self.module.finish(value, call) if self.row.parameters else self.module.finish(value)


def scatter(operand):
    """Root -> Shard(0): give every rank its rows."""
    return operand if operand.plan.alone else _moved(operand, moves.scattered)


def bcast(operand):
    """Root -> Replicate: give every rank a copy."""
    return operand if operand.plan.alone else _moved(operand, moves.copied)


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


def _announced(plan, kind, line):
    plan.session.begin(kind, plan.step.row.name, line, partial(_payload, plan))


def _payload(plan):
    """Return what workers are told of a call; where they can reach root's memory, that includes where everything is.

    Memory for the result is taken first: if there is none, nobody has heard of the call.
    """
    row = plan.step.row
    if plan.layouts and not isinstance(row.result, Partial):
        plan.whole = np.empty(plan.call.shape, plan.call.operands[0].dtype if row.exchange else plan.call.dtype)
    layouts = tuple((shape, dtype.str) for shape, dtype in plan.layouts)
    if plan.session.ranks.reached and plan.layouts:
        plan.addresses = tuple(map(inplace.address, plan.call.operands))
        if row.keepable:
            plan.target = inplace.address(plan.whole), plan.whole.dtype.str
    resident = residency.told(plan)
    plan.piece = pieces.rows(plan) if plan.layouts else 0
    told = plan.grain, layouts, plan.addresses, plan.target, plan.options, resident, plan.piece
    return *told, *(kept.told(plan) if plan.kept else ())


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
