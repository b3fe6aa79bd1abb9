"""The session: which part this process plays in a run.

Three kinds of process know none (`current()` is None): plain `python`, a run of one rank, a child that root forked. A
primitive then computes alone. So it does in a thread other than root's main one, inside another collective (a
`__del__` that runs there), and in a signal handler that comes while headers are being sent.
"""

import _signal
import _thread
import atexit
import os
import sys
import time
from functools import cached_property, partial

from dino import descriptors
from dino.errors import RankLostError
from dino.runtime.interrupts import Deferral
from dino.runtime.leader import Follower, Kind, Leader, Silent
from dino.runtime.ranks import join_as_root, join_world
from dino.runtime.stack import DEEPEST, have_room

_LAST_WORDS = 0.5  # seconds that mpiexec has to read why a rank fails: once MPI aborts, it reads no more

_session = None
_left = None  # the session that is over: its socket is closed by the end of the process


def current():
    """Return this process's session, or None if it computes alone."""
    return _session


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
        self._steps = ()
        self.forms = {}  # of each primitive, the one that workers have heard of last
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
        for step in steps:
            step.limit(self.judge)

    @property
    def announce(self):
        """Send a header that needs no answer: a choice, an iteration, a step that root takes alone."""
        return self.leader.note

    def rouse(self):
        """Let workers that sleep wake while root decides about a call, if they had a part in the last one."""
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
        """Close a collective: signals that came meanwhile are raised now."""
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
            _abort()

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


class Worker:
    """The part of every other rank.

    Parameters
    ----------
    ranks : Ranks
        The run.
    join : callable
        Called with the session and a header; see `Follower`.
    root_lives : callable
        False if root is known to be gone.
    watched : bool
        Whether another process waits for this one's end, and tells of it.
    """

    is_root = False

    def __init__(self, ranks, join, root_lives, watched=False):
        self.ranks, self.size = ranks, ranks.size
        self.held, self.forms = {}, {}  # operands that stay here; of each primitive, the form that root told of last
        self.watched = watched
        self._released = False
        self.follower = Follower(ranks, partial(join, self), self.leave, root_lives)

    def conducts_here(self):
        """A worker's own call is nobody else's."""
        return False

    def serve(self):
        """Join what root conducts, until it ends; at the end of this process."""
        if not self._released:
            try:
                self.follower.follow(())
            except SystemExit:
                pass  # from `leave`: this is the end already

    def leave(self):
        """Finalise MPI and end this process.

        It must end as processes do, not by `os._exit`: MPICH tells hydra of the end only then.
        """
        self._released = True
        self.ranks.wait(self.ranks.headers.Ibarrier())
        self.ranks.finalise()
        raise SystemExit(0)


def start_root(size, hosts, lifeline):
    """Begin root's session under `dino mpirun`."""
    _start(Root(size, hosts, lambda: join_as_root(lifeline, size, hosts), lifeline))


def start_world(join):
    """Begin this rank's session under an `mpiexec` started by hand.

    Parameters
    ----------
    join : callable
        See `Worker`.
    """
    ranks = join_world()
    root_pid, root_host = ranks.comm.bcast((os.getpid(), os.uname().nodename))
    if ranks.size == 1:
        return
    if ranks.rank == 0:
        root = Root(ranks.size, 1, lambda: ranks)
        root.join()  # now: it has joined MPI, which the others must hear from even if no call concerns them
        _start(root)
        return
    near = root_host == os.uname().nodename
    start_worker(ranks, join, lambda: not near or os.path.exists(f"/proc/{root_pid}"))


def start_worker(ranks, join, root_lives=lambda: True, watched=False):
    """Begin a worker's session: it serves once its program has ended, and ends all if it fails; see `Worker`."""
    global _session
    _session = Worker(ranks, join, root_lives, watched)
    sys.setrecursionlimit(DEEPEST)
    sys.excepthook = _fail
    atexit.register(_session.serve)


def _start(root):
    global _session
    _session = root
    atexit.register(_leave, root)
    os.register_at_fork(after_in_child=_forget)


def _leave(root):
    global _session, _left
    if _session is root:
        try:
            root.leave()
        finally:  # what the interpreter's end calls yet (a `__del__`) computes alone
            _session, _left = None, root


def _forget():
    """In a forked child: it computes alone, and root's MPI and launcher are none of its business."""
    global _session
    if _session is not None:
        _session.forget()
    _session = None


def _fail(kind, error, trace):
    """A worker's end by an exception: its traceback, then the end of the run.

    But a recursion that is too deep for a worker was too deep for root before: this worker hears of root's end.
    """
    if kind is RecursionError:
        return
    print(f"rank {_session.ranks.rank} on {os.uname().nodename} failed:", file=sys.stderr)
    sys.__excepthook__(kind, error, trace)
    sys.stderr.flush()
    if _session.watched:
        os._exit(1)  # not MPI_Abort: hydra would end the run before it has read what stands above
    time.sleep(_LAST_WORDS)
    _abort()


def _abort():
    sys.stdout.flush()
    sys.stderr.flush()
    _session.ranks.MPI.COMM_WORLD.Abort(1)
