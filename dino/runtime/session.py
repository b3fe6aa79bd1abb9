"""The session: which part this process plays in a run.

Three kinds of process know none (`current()` is None): plain `python`, a run of one rank, a child that root forked. A
primitive then computes alone. So it does in a thread other than root's main one, inside another collective (a
`__del__` that runs there), and in a signal handler that comes while headers are being sent.
"""

import atexit
import os
import sys
import time
from functools import partial

from dino.errors import RankLostError
from dino.runtime.leader import Follower
from dino.runtime.ranks import join_as_root, join_world
from dino.runtime.root import Root
from dino.runtime.stack import DEEPEST

_LAST_WORDS = 0.5  # seconds that mpiexec has to read why a rank fails: once MPI aborts, it reads no more

_session = None
_left = None  # the session that is over: its socket is closed by the end of the process


def current():
    """Return this process's session, or None if it computes alone."""
    return _session


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
    who = f"rank {_session.ranks.rank} on {os.uname().nodename}"
    if kind is RankLostError:
        print(f"{who} ended because {error}", file=sys.stderr, flush=True)
    else:
        print(f"{who} failed:", file=sys.stderr)
        sys.__excepthook__(kind, error, trace)
        sys.stderr.flush()
    if _session.watched:
        os._exit(1)  # not MPI_Abort: hydra would end the run before it has read what stands above
    time.sleep(_LAST_WORDS)
    _session.ranks.abort()
