"""An MPI world of N ranks in one process, which sees a deadlock instead of waiting for ever.

Each rank is a greenlet, and one scheduler switches between them. A rank gives way only where it polls for something
that has not come yet; so the scheduler knows when none can go on. `Comm` has those calls of mpi4py that the runtime
makes, down to datatypes and `IN_PLACE`, so that leader, follower, moves and steps are tested as they are.

The world is as unkind as the standard allows (MPI 4.1, 3.5 and 6.14): a collective ends on no rank before all have come,
data are read at its end, and who goes on next is drawn from a seed.
"""

import random
from collections import defaultdict, deque

import greenlet

from tests.generator.buffers import BYTE, IN_PLACE, LAND, MIN, MOVES

_IDLE_ROUNDS = 300  # of polling by all ranks, in which nothing happens, before it counts as a deadlock


class DeadlockError(BaseException):
    """No rank can go on; the message says who waits for what. No `except Exception` of a script catches it."""


class MPI:
    """What the runtime takes from the module `mpi4py.MPI`."""

    BYTE, IN_PLACE, MIN, LAND, Exception = BYTE, IN_PLACE, MIN, LAND, RuntimeError

    class Status:
        """Length of a message that was probed."""

        count = 0

        def Get_count(self):
            return self.count


class World:
    """Ranks that run in turns.

    Parameters
    ----------
    size : int
        Number of ranks.
    seed : int
        Of the scheduler's choices.
    """

    def __init__(self, size, seed=0):
        self.size = size
        self.random = random.Random(seed)
        self.events = 0  # messages, arrivals, ends: as long as this grows, something happens
        self.deadlock = ""
        self.polls = {}  # of each rank that polls: the predicate, and what it waits for
        self.calls = []

    def run(self, work):
        """Call `work(rank)` on every rank.

        Returns
        -------
        list
            Of each rank the result, or the exception that ended it.

        Raises
        ------
        DeadlockError
            If all ranks that have not ended wait for one another.
        """
        self.results = [None] * self.size
        hub = greenlet.getcurrent()
        self.ranks = {rank: greenlet.greenlet(self._rank(work, rank), hub) for rank in range(self.size)}
        idle, before = 0, -1
        while self.ranks:
            idle, before = (idle + 1, before) if self.events == before else (0, self.events)
            if idle > _IDLE_ROUNDS * len(self.ranks):
                self._end_all()
            else:
                self.ranks[self._next()].switch()
        if self.deadlock:
            raise DeadlockError(self.deadlock)
        return self.results

    def _rank(self, work, rank):
        def body():
            try:
                self.results[rank] = work(rank)
            except BaseException as error:
                self.results[rank] = error
            del self.ranks[rank]
            self.polls.pop(rank, None)
            self.events += 1

        return body

    def _next(self):
        """A rank that can go on, or one that may at least look again."""
        ready = [rank for rank in self.ranks if rank not in self.polls or self.polls[rank][0]()]
        return self.random.choice(ready or list(self.ranks))

    def _end_all(self):
        waiting = [f"rank {rank} waits for {what}" for rank, (_, what) in sorted(self.polls.items())]
        ended = [
            f"rank {rank} has ended: {_ending(self.results[rank])}"
            for rank in range(self.size)
            if rank not in self.ranks
        ]
        self.deadlock = "; ".join([*waiting, *ended])
        for rank in list(self.ranks):
            self.ranks[rank].throw(DeadlockError(self.deadlock))

    def poll(self, rank, predicate, what):
        """Whether something has come; if it has not, the others go first."""
        if self.deadlock:
            raise DeadlockError(self.deadlock)
        if not predicate():
            self.polls[rank] = predicate, what
            greenlet.getcurrent().parent.switch()
            self.polls.pop(rank, None)
        return predicate()


def _ending(result):
    """How a rank has ended, with the place where it failed."""
    trace = getattr(result, "__traceback__", None)
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{result!r} at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else repr(result)


class Channel:
    """What the ranks of one communicator share."""

    def __init__(self, world):
        self.world = world
        self.mail = defaultdict(deque)  # by receiver
        self.meetings = defaultdict(dict)  # by number of the collective


class Request:
    """Something under way; `Test` lets the other ranks work on it."""

    def __init__(self, world, rank, predicate, what):
        self._poll = lambda: world.poll(rank, predicate, what)

    def Test(self):
        return self._poll()


class Comm:
    """A communicator as one rank sees it.

    Parameters
    ----------
    channel : Channel
        What all ranks share.
    rank : int
        This one.
    """

    def __init__(self, channel, rank):
        self.channel, self.world, self.rank, self.size = channel, channel.world, rank, channel.world.size
        self._collectives = 0

    def Isend(self, data, dest, tag):
        """Send; complete at once, as short messages are."""
        self._post(data, dest, tag)
        return Request(self.world, self.rank, lambda: True, "")

    def Issend(self, data, dest, tag):
        """Send; complete once it is received."""
        message = self._post(data, dest, tag)
        return Request(self.world, self.rank, lambda: message not in self.channel.mail[dest], f"rank {dest} to receive")

    def _post(self, data, dest, tag):
        message = _Message(self.rank, tag, bytes(data))
        self.channel.mail[dest].append(message)
        self.world.events += 1
        return message

    def Iprobe(self, source, tag, status):
        """Whether a message has come; its length is then in `status`."""
        box = self.channel.mail[self.rank]
        if not self.world.poll(self.rank, lambda: bool(box), "a header"):
            return False
        assert (box[0].source, box[0].tag) == (source, tag), "a message that nobody expects"
        status.count = len(box[0].data)
        return True

    def Recv(self, buffer, source, tag):
        """Take a message that has come."""
        message = self.channel.mail[self.rank].popleft()
        assert (message.source, message.tag) == (source, tag), "a message that nobody expects"
        buffer[:] = message.data
        self.world.events += 1

    def __getattr__(self, name):
        """Any nonblocking collective, `Ibcast` and so on."""
        if name not in MOVES:
            raise AttributeError(f"{name} is not among the calls of mpi4py that this world knows")
        return lambda *messages: self._meet(name, messages)

    def _meet(self, name, messages):
        """Arrive at this rank's next collective; the last rank to come moves the data."""
        number = self._collectives
        self._collectives += 1
        meeting = self.channel.meetings[number]
        meeting[self.rank] = messages, name
        self.world.events += 1
        if len(meeting) == self.size:
            self._complete(meeting)
        return Request(self.world, self.rank, lambda: len(meeting) == self.size, f"the others in {name}")

    def _complete(self, meeting):
        names = {name for _, name in meeting.values()}
        assert len(names) == 1, f"ranks met in different collectives: {sorted(names)}"
        [name] = names
        self.world.calls.append(name)
        MOVES[name]([meeting[rank][0] for rank in range(self.size)])


class _Message:
    def __init__(self, source, tag, data):
        self.source, self.tag, self.data = source, tag, data
