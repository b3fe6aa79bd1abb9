"""Observing the calls of primitives, for `DINO_TRACE` and for `dino verify`; without them nothing of this runs.

Where an observer is wanted, the primitives are made of `ObservedStep` instead of `Step`, and the communicator is one
that counts. Calls in threads, in forked children and on workers are not observed: their order means nothing.
"""

import os
import threading
import time

from dino.runtime import caller, obstacle, record, session, trace
from dino.runtime.boundary import Tail
from dino.runtime.step import Step


class Observer:
    """The observers of a process, and the call that is under way.

    Parameters
    ----------
    observers : sequence
        Each with `opened(call, args)` and `closed(call, value, error)`.
    """

    def __init__(self, observers):
        self.observers = observers
        self.current = None
        self.count = 0
        self.process = os.getpid()
        self._started = {}

    def open(self, name, file, line, args):
        """Note that a call begins; None if it is not to be observed."""
        here = session.current()
        if os.getpid() != self.process or threading.current_thread() is not threading.main_thread():
            return None
        if here is not None and not here.is_root:
            return None
        _attach(here)
        call = trace.Call(file, line, name, number=self.count)
        self.count += 1
        self._started[id(call)] = time.perf_counter(), call
        for observer in self.observers:
            observer.opened(call, args)
        self.current = call
        return call

    def close(self, call, value=None, error=None):
        """Note a call's end; the first note of it counts."""
        begun, _ = self._started.pop(id(call), (None, None))
        if begun is None:
            return
        call.seconds = time.perf_counter() - begun
        for observer in self.observers:
            observer.closed(call, value, error)

    def moved(self, name, size, seconds):
        """Count a collective, or whatever else moved bytes, in for the call under way."""
        if self.current is not None:
            self.current.moved(trace.Move(name, 1, size, seconds))


def observer(environment):
    """Return the observer that the environment asks for, or None."""
    wanted = [kind(environment[kind_variable]) for kind_variable, kind in _KINDS if environment.get(kind_variable)]
    return Observer(wanted) if wanted else None


_KINDS = ((trace.VARIABLE, trace.Trace), (record.VARIABLE, record.Record))


class ObservedStep(Step):
    """A step whose calls are told to the observer."""

    def __call__(self, *args, **options):
        frame = caller.frame()
        place = (frame.f_code.co_filename, frame.f_lineno) if frame else ("?", 0)
        call = OBSERVER.open(self.row.name, *place, (args, options))
        if call is None:
            return super().__call__(*args, **options)
        operands = self._given(args, options)
        if operands is not None:
            self._decided(call, session.current(), operands)
        return _closing(call, super().__call__, *args, **options)

    def _given(self, args, options):
        """A call's operands, whichever way they are given; None if they are wrong, which the call itself will say."""
        if not options and len(args) == self.arity:
            return args
        try:
            return self._bound(args, options)[0]
        except TypeError:
            return None

    def plan(self, args, line):
        """Check a call on root and tell every rank who computes what; see `Step.plan`."""
        here = session.current()
        call = args is not False and OBSERVER.open(self.row.name, caller.frame().f_code.co_filename, line, (args, {}))
        if not call:
            return super().plan(args, line)
        self._decided(call, here, args)
        try:
            operands = super().plan(args, line)
        except BaseException as error:
            OBSERVER.close(call, error=error)
            raise
        self._standing.call_seen = call
        return operands

    def _decided(self, call, here, args):
        """Note the reason of what needs no decision; `_pays` and `_weighed` know better where they are asked."""
        if here is None:
            call.why = "this process is the only rank"
        elif not here.conducts_here():
            call.why = "inside another primitive"
        elif not self.row.parameters:
            call.way, call.why = "ranks", "every rank greets"
        elif here.judge.hopeless(self.row, args):
            call.why = "the ranks would be no faster, even if nothing had to move"
            call.alone, call.ranks = here.judge.at_best(self.row, args)

    def _weighed(self, here, args, *options):
        here.precedents.clear()  # each call is weighed, to tell why
        plan = super()._weighed(here, args, *options)
        call = OBSERVER.current
        call.way = "alone" if plan.alone else "ranks"
        call.why = call.why or f"not distributable: {obstacle.of(self.module.prepare, self.row, args)}"
        return plan

    def _pays(self, here, laid_out):
        call, pays = OBSERVER.current, super()._pays(here, laid_out)
        if self.row.parameters:
            price = here.judge.judged or here.judge.price(self.row, laid_out)
            call.alone, call.ranks = price.alone, price.ranks
        call.why = here.judge.reason
        return pays

    def _done_alone(self, plan):
        call = getattr(plan, "call_seen", None)
        return _closing(call, super()._done_alone, plan) if call else super()._done_alone(plan)

    def _settled(self, plan, part):
        OBSERVER.current = getattr(plan, "call_seen", OBSERVER.current)
        return super()._settled(plan, part)

    def _kept(self, plan, part):
        call = getattr(plan, "call_seen", None)
        return _closing(call, super()._kept, plan, part) if call else super()._kept(plan, part)

    def _finished(self, plan, value):
        call = getattr(plan, "call_seen", None)
        return _closing(call, super()._finished, plan, value) if call else super()._finished(plan, value)


def _closing(call, function, *args, **options):
    """Call a function whose value, or exception, is that of the call."""

    def closed(value):
        OBSERVER.close(call, value)
        return value

    closing = closed, lambda error: OBSERVER.close(call, error=error)
    try:
        value = function(*args, **options)
    except BaseException as error:
        OBSERVER.close(call, error=error)
        raise
    return value.then(*closing) if isinstance(value, Tail) else closing[0](value)


class CountingComm:
    """A communicator that tells the observer of each collective: from its start to its completion on root.

    Parameters
    ----------
    ranks : Ranks
        Whose communicator it replaces, and whose `wait` it listens to.
    """

    def __init__(self, ranks):
        self._comm, self._wait, self._pending = ranks.comm, ranks.wait, {}
        ranks.comm, ranks.wait, ranks.observed = self, self._waited, OBSERVER.moved

    def __getattr__(self, name):
        found = getattr(self._comm, name)
        if name[:2] not in _NONBLOCKING:
            return found

        def started(*args, **options):
            begun = time.perf_counter()
            request = found(*args, **options)
            self._pending[id(request)] = name[1:].capitalize(), max(map(_size, args), default=0), begun
            return request

        return started

    def _waited(self, request):
        self._wait(request)
        name, size, begun = self._pending.pop(id(request), (None, 0, 0))
        if name:
            OBSERVER.moved(name, size, time.perf_counter() - begun)


_NONBLOCKING = {"Ia", "Ib", "Ig", "Ir", "Is"}


def _size(buffer):
    """Bytes of what a collective was given: an array, or a list that starts with one."""
    return getattr(buffer[0] if isinstance(buffer, list | tuple) and buffer else buffer, "nbytes", 0)


def _attach(root):
    """Let root's communicator count as soon as root has joined the ranks."""
    if root is None or root.ranks is not None or getattr(root, "counted", False):
        return
    root.counted, join = True, root._join

    def counting():
        ranks = join()
        CountingComm(ranks)
        return ranks

    root._join = counting


OBSERVER = observer(os.environ)
