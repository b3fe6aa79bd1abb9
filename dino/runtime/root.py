"""Root: the part of rank 0, which runs the script, conducts the collectives, and lets the workers go."""

import _signal
import _thread
from functools import cached_property

from dino import descriptors
from dino.errors import RankLostError
from dino.runtime.interrupts import Deferral
from dino.runtime.leader import Kind, Leader, Silent
from dino.runtime.stack import have_room


class Root:
    """The part of rank 0.

    Parameters
    ----------
    size : int
        Number of ranks.
    hosts : int
        Number of hosts that they are on.
    join : callable
        Returns the `Ranks`; called at the first collective, because workers start while root runs its first lines.
    lifeline : Lifeline or None
        The launcher, if there is one.
    """

    is_root = True

    def __init__(self, size, hosts, join, lifeline=None):
        self.size, self.hosts = size, hosts
        self.ranks, self._unmet = None, None
        self.leader = Leader(self.join)
        self.lifeline = lifeline
        self._join = join
        self._deferral, self._unfinished = Deferral(self._insist), None
        self.distributes = True  # whether the last call that was worth a closer look went over the ranks
        self.hopeful = True  # whether the last call was worth one
        self._steps = ()
        self.forms = {}  # of each primitive, the one that workers have heard of last
        self.precedents = {}  # of each, the call that was decided last
        self.busy = False
        self._main_thread = _thread.get_ident()

    @cached_property
    def judge(self):
        """Who decides between root alone and the ranks."""
        from dino.runtime.verdict import Judge

        return Judge(self.size, self.hosts)

    @cached_property
    def residents(self):
        """What the workers hold."""
        from dino.runtime import residency

        return residency.Residents(residency.watch())

    def conducts_here(self):
        """Whether a primitive called now may use the ranks."""
        return not self.busy and not self.leader.sending and _thread.get_ident() == self._main_thread

    def join(self):
        """Join MPI, unless that is done, and let the headers go that have waited for it.

        Raises
        ------
        RankLostError
            If that has been tried before, and failed: the workers wait for what was not done then.
        """
        if self._unmet is not None:
            raise RankLostError(f"this run could not meet its ranks before: {self._unmet}")
        if self.ranks is None:
            try:
                self._meet()
            except BaseException as error:
                self._unmet = f"{type(error).__name__}: {error}"
                raise

    def _meet(self):
        with descriptors.aside():
            self.ranks = self._join()
        if not self.ranks.reached:
            self.residents.limit = self.ranks.room
        self.judge.measured(self.ranks.link or self.judge.place.link, bool(self.ranks.reached))
        self.know(self._steps)
        self.leader.connect(self.ranks)

    def know(self, steps):
        """Tell the steps of this process what root does alone in any case; again when the ranks have been measured."""
        self._steps = steps
        self.precedents.clear()
        for step in steps:
            step.limit(self.judge)

    @property
    def announce(self):
        """Send a header that needs no answer: a choice, an iteration, a step that root takes alone."""
        return self.leader.note

    def rouse(self):
        """Let workers that sleep wake while root decides about a call, if they had a part in the last one.

        They take 0.1 ms to be there, and make themselves ready (`rehearsal`), so this is the first that root does.
        """
        if self.distributes and self.ranks is not None and self.ranks.board:
            self.ranks.board.ring()

    def begin(self, kind, name, line, payload):
        """Open a collective: hold signals back, join MPI if need be, then tell the workers.

        The header's payload is what `payload()` returns once the ranks are known.

        Raises
        ------
        RecursionError
            If the stack may not hold what a collective needs: no worker has heard of it yet.
        RankLostError
            If a worker is lost, or an earlier collective has failed.
        """
        have_room()
        self.busy = True  # first: a handler that comes before its signal is held back must not begin another
        try:
            self._deferral.begin()
            self.join()
            self._refuse_if_broken()
            self.leader.announce(kind, name, line, payload())
        except BaseException:
            self.end()
            raise

    def _refuse_if_broken(self):
        self.ranks.check()
        if self.ranks.broken:
            raise RankLostError("an earlier collective of this run failed, and its ranks are out of step")

    def end(self):
        """Close a collective: signals that came meanwhile are handled now."""
        try:
            self._deferral.end()
        finally:
            self.busy = False

    def fail(self, plan=None):
        """Close a collective that did not come to its end: no other may follow.

        Workers may write to the memory of its result yet, so that may not be used for anything else.
        """
        self.ranks.broken = True
        self._unfinished = plan
        self.end()

    def leave(self):
        """Release the workers; the last thing that root does, so signal handlers of the script's run no more."""
        if self.ranks is None or self._unmet is not None:
            return
        self._deferral.begin()
        try:
            if not self.ranks.broken:
                self._release()
        except RankLostError:
            return  # the script has its answer; whoever is lost needs no release
        finally:
            if self.lifeline is not None:
                self.lifeline.left()
            self._deferral.drop()
        if self.ranks.broken and self.lifeline is None:
            self.ranks.abort()

    def _release(self):
        self.ranks.check()  # without its descriptors MPI would end this process in its own way
        self.leader.announce(Kind.EXIT)
        self.leader.settle()
        self.ranks.wait(self.ranks.headers.Ibarrier())
        self.ranks.finalise()

    def forget(self):
        """In a forked child: signals held back are the parent's, and so are the workers and the launcher."""
        self._deferral.drop()
        self.leader = Silent()
        if self.lifeline is not None:
            self.lifeline.close()

    def _insist(self):
        """End as a process does that SIGINT kills; mpiexec or the launcher then ends the workers."""
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
        _signal.raise_signal(_signal.SIGINT)
