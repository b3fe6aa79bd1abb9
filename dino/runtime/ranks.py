"""The ranks of a run, and waiting for them.

All waiting inside a collective goes through `Ranks.wait`: a blocking MPI call could never be told that the rank it
waits for has died.
"""

import os
import sys
import time
from contextlib import suppress

from dino.errors import LaunchError, RankLostError
from dino.runtime import connections, engine, rendezvous, watchdog

_CHECK_EVERY = 4096  # tests of a request, about 1 ms, between two looks at the lifeline
_YIELD_EVERY = 16  # with more ranks than cores, the rank that we wait for needs ours
_PATIENCE, _NAP = 0.1, 2e-4  # seconds: after so long, a wait sleeps so long between two tests
_LONG = 1.0  # seconds: after so long, a worker looks whether its connections are alive, again and again
_LAST_WORDS = 2.0  # seconds that the launcher has to say why MPI failed


class Ranks:
    """The communicator of a run.

    Parameters
    ----------
    MPI : module
        mpi4py.MPI.
    comm : mpi4py.MPI.Comm
        For the data of collectives.
    headers : mpi4py.MPI.Comm
        For headers only, so that no data can be mistaken for one.
    lifeline : Lifeline or None
        Where news of lost workers come from; None where `mpiexec` was started by hand.
    hosts : int
        Of the run; significant on root only.

    Attributes
    ----------
    share : int
        Threads that this rank may use in a collective: the ranks of a host share its cores.
    reached : int
        Root's process id, if all workers can read and write its memory; else 0.
    host : host.Host or None
        The ranks of this rank's host, if they share what MPI brings.
    pool : pool.Pool
        Memory for what this rank receives.
    room : int
        Bytes that every rank can spare for what stays there; see `residency`.
    board : board.Board or None
        Where headers go, if all ranks are on one host and share memory.
    link : cost.Link or None
        What was measured between root and the workers.
    observed : callable or None
        Told on root of each array that moved without MPI: `(name, bytes, seconds)`.
    """

    def __init__(self, MPI, comm, headers, lifeline=None, hosts=1):
        self.MPI = MPI
        self.comm = comm
        self.headers = headers
        self.rank = comm.rank
        self.size = comm.size
        self.lifeline = lifeline
        self.hosts = hosts
        self.broken = False
        self.share = 1
        self.reached = 0
        self.host = None
        self.pool = None
        self.room = 0
        self.board = None
        self.link = None
        self.observed = None

    def wait(self, request):
        """Wait for a request, and notice a lost rank.

        Raises
        ------
        RankLostError
            If the other side will never answer.
        """
        tests, tired = 0, time.monotonic() + _PATIENCE
        try:
            while not request.Test():
                tests += 1
                if tests % _YIELD_EVERY == 0:
                    os.sched_yield()
                if tests % _CHECK_EVERY == 0:
                    self.check()
                    if time.monotonic() > tired:
                        self._doze(request)
                        return
        except self.MPI.Exception as error:
            self._explain(error)

    def meet(self):
        """Let root wait until all workers have come here; what they have written to its memory is there then.

        Raises
        ------
        RankLostError
            On root, if one of them never will.
        """
        if self.board is None:
            self.wait(self.comm.Ibarrier())
        elif self.rank:
            self.board.done()
        else:
            self._await_all(self.board.all_done)

    def _await_all(self, done):
        looks, tired = _CHECK_EVERY, time.monotonic() + _PATIENCE
        while not done(looks):
            self.check()
            if time.monotonic() > tired:
                looks = 1
                time.sleep(_NAP)

    def push(self, requests):
        """Let requests go on that are waited for later."""
        try:
            for request in requests:
                request.Test()
        except self.MPI.Exception as error:
            self._explain(error)

    def _doze(self, request):
        """Wait on, half asleep: whoever makes us wait so long may need this core."""
        look = 0.0
        while not request.Test():
            time.sleep(_NAP)
            if time.monotonic() > look:
                look = time.monotonic() + (_PATIENCE if self.rank == 0 else _LONG)
                self._look_for_losses()

    def _look_for_losses(self):
        """Find out, in a long wait, whether whoever makes us wait will ever come."""
        self.check()
        if self.rank:
            if address := connections.lost():
                raise RankLostError(f"{address} has not answered for {connections.SILENCE:g} seconds")
        elif self.hosts > 1 and self.lifeline is not None:
            self.lifeline.check_pulse(time.monotonic())

    def check(self):
        """Raise `RankLostError` if a worker is known to be lost."""
        if self.lifeline is not None:
            self.lifeline.check()

    def abort(self):
        """End all ranks; does not return."""
        sys.stdout.flush()
        sys.stderr.flush()
        self.MPI.COMM_WORLD.Abort(1)

    def finalise(self):
        """Finalise MPI: the last thing that a rank does with it."""
        engine.finalise(self.MPI)

    def _explain(self, error):
        deadline = time.monotonic() + _LAST_WORDS
        while time.monotonic() < deadline:
            self.check()
            time.sleep(0.05)
        raise RankLostError(f"MPI failed: {error}") from None


def join_world(lifeline=None, hosts=1, launched=False):
    """Initialise MPI and return its ranks.

    Parameters
    ----------
    lifeline : Lifeline, optional
        Root's, under `dino mpirun`.
    hosts : int
        Of the run; significant on root only.
    launched : bool
        Whether `dino mpirun` started this rank.
    """
    MPI = engine.initialised(os.environ, launched)
    ranks = Ranks(MPI, MPI.COMM_WORLD.Dup(), MPI.COMM_WORLD.Dup(), lifeline, hosts)
    _forget_segments()
    _look_around(ranks, lifeline.launcher if lifeline else os.getppid(), hosts)
    return ranks


def _look_around(ranks, ancestor, hosts):
    """Find out what this rank shares with others on its host."""
    from dino import cores
    from dino.runtime import board, host, inplace, link
    from dino.runtime.pool import Pool

    ranks.pool = Pool()

    near = ranks.comm.Split_type(ranks.MPI.COMM_TYPE_SHARED)
    ranks.share = max(1, min(cores.threads(), cores.available() // near.size))
    ranks.room = inplace.agreed(ranks, inplace.spare_memory() // near.size)
    ranks.board = board.put_up(ranks, near.size == ranks.size)
    ranks.reached = inplace.found(ranks, ancestor, hosts)
    ranks.host = None if ranks.reached else host.met(ranks, near)
    ranks.link = link.measured(ranks, hosts)


def _forget_segments():
    """Unlink MPICH's shared memory once all ranks have mapped it: MPICH leaves it behind, killed or not."""
    with open("/proc/self/maps") as maps:
        segments = {line.split()[-1] for line in maps if "/dev/shm/mpich_shm_" in line}
    for segment in segments:
        with suppress(FileNotFoundError):
            os.unlink(segment)


def join_as_root(lifeline, size, hosts):
    """Become rank 0 of the run that the launcher started.

    Raises
    ------
    LaunchError
        If mpiexec belongs to another MPI than mpi4py: every rank is then 0 of 1.
    """
    environment = lifeline.join()
    engine.load({**os.environ, **environment}, launched=True)  # while the workers may still be starting
    rendezvous.meet(environment, lifeline.check)
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    unwatch = watchdog.watch(lifeline)
    ranks = join_world(lifeline, hosts, launched=True)
    if hosts == 1:
        unwatch()  # between the ranks of a host, no call of MPI's waits but those above
    _restore(before)
    if ranks.size != size:
        library = ranks.MPI.Get_library_version().splitlines()[0]
        raise LaunchError(
            f"{size} ranks were started but MPI sees {ranks.size}: mpiexec does not belong to the MPI that mpi4py "
            f"loaded ({library}). Set DINO_MPIEXEC to the mpiexec of that MPI"
        )
    return ranks


def _restore(before):
    """Give the user's environment back: what MPI needed in it MPI has read."""
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


class Watched:
    """A communicator whose blocking collectives notice lost ranks; what a primitive's exchange is given."""

    def __init__(self, ranks):
        self._ranks = ranks
        self.rank = ranks.rank
        self.size = ranks.size

    def Allgather(self, sent, received):
        """See MPI 4.1, section 6.7."""
        self._ranks.wait(self._ranks.comm.Iallgather(sent, received))

    def Alltoall(self, sent, received):
        """See MPI 4.1, section 6.8."""
        self._ranks.wait(self._ranks.comm.Ialltoall(sent, received))

    def Alltoallv(self, sent, received):
        """See MPI 4.1, section 6.8."""
        self._ranks.wait(self._ranks.comm.Ialltoallv(sent, received))
