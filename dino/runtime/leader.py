"""Headers: root leads, workers follow.

Each step of root that concerns workers starts with one header to each of them. A worker with nothing to do waits for a
header, asleep: this is the one place of a run that sleeps.
"""

import enum
import marshal
import os
import time
from collections import deque, namedtuple

from dino.errors import ProtocolError
from dino.runtime.bell import LOOK_EVERY, PATIENCE

_TAG = 7
_BATCH = 256  # headers that need no answer and travel together
_MOST_EARLY = 4096  # batches, of some 4 kB, that wait in memory before root joins MPI for their sake
_SYNCHRONOUS_EVERY = 256  # messages between two that root sees received: bounds what can pile up in memory
_SPINS = 1000  # probes before the first sleep, about a millisecond: who sleeps needs a quarter of one to wake
_SHORTEST_SLEEP, _LONGEST_SLEEP = 20e-6, 400e-6  # seconds; the kernel adds 50 us, and 0.5 ms is what may be lost
_LOOK_EVERY = 1.0  # seconds between two looks whether root still exists


class Kind(enum.IntEnum):
    """What a header asks of the workers."""

    DO = 1  # join this collective, then go on waiting
    STEP = 2  # the collective that stands next in the static program
    CHOICE = 3  # the truth of a condition
    NEXT = 4  # one more iteration
    STOP = 5  # no more iterations
    EXIT = 6  # the end


_KINDS = {int(kind): kind for kind in Kind}


class Header(namedtuple("_Header", "number kind name line payload")):  # dataclasses takes 7 ms to import
    """One message from root.

    Parameters
    ----------
    number : int
        Position in the sequence of all headers.
    kind : Kind
        What to do.
    name : str
        The primitive, or empty.
    line : int
        Line of the user's script, 1-based; 0 where unknown.
    payload : object
        What `marshal` can carry: numbers, strings, tuples.
    """

    __slots__ = ()

    def __str__(self):
        what = " ".join(filter(None, (self.kind.name.lower(), self.name)))
        return f"{what} of line {self.line}" if self.line else what


class Leader:
    """Root's side: sends headers to all workers.

    Those that need no answer wait for the next that does, or for a full batch: one message takes a microsecond. Before
    root has joined MPI all wait in memory: a script that needs no worker never waits for one to start.

    Parameters
    ----------
    join : callable
        Joins MPI, and calls `connect`; called when too many headers wait.
    """

    def __init__(self, join):
        self._join = join
        self._ranks = None
        self._number = 0
        self._batch = []
        self._early = []
        self._pending = []
        self._sent = 0

    def connect(self, ranks):
        """Send what has waited, and from now on do not wait for more than a batch."""
        self._ranks = ranks
        early, self._early = self._early, []
        for data in early:
            self._send(data)

    def note(self, kind, name="", line=0, payload=None):
        """Add a header that no worker is waited for to answer."""
        self._batch.append((kind, name, line, payload))
        if len(self._batch) == _BATCH:
            self.flush()

    def announce(self, kind, name="", line=0, payload=None):
        """Send a header, with those noted before it; cost: one eager message per worker, about 1 us each."""
        self._batch.append((kind, name, line, payload))
        self.flush()

    def flush(self):
        """Send what has been noted."""
        batch, self._batch = self._batch, []
        data = marshal.dumps((self._number, [(int(kind), *rest) for kind, *rest in batch]))
        self._number += len(batch)
        if self._ranks is None:
            self._early.append(data)
            if len(self._early) > _MOST_EARLY:
                self._join()
        else:
            self._send(data)

    def _send(self, data):
        self._sent += 1
        synchronous = self._sent % _SYNCHRONOUS_EVERY == 0
        headers = self._ranks.headers
        send = headers.Issend if synchronous else headers.Isend
        self._pending += [send(data, worker, _TAG) for worker in range(1, self._ranks.size)]
        if self._ranks.bell:
            self._ranks.bell.ring()
        if synchronous:
            self.settle()
        elif len(self._pending) > 64:
            self._pending = [request for request in self._pending if not request.Test()]

    def settle(self):
        """Wait until all headers have gone out."""
        for request in self._pending:
            self._ranks.wait(request)
        self._pending.clear()


class Follower:
    """A worker's side: waits for headers.

    Parameters
    ----------
    ranks : Ranks
        The run.
    join : callable
        Called with a `DO` header: takes part in its collective.
    leave : callable
        Called at an `EXIT` header; does not return.
    root_lives : callable
        Called now and then while waiting; False if root is known to be gone.
    """

    def __init__(self, ranks, join, leave, root_lives):
        self._ranks = ranks
        self._join = join
        self._leave = leave
        self._root_lives = root_lives
        self._batch = deque()

    def follow(self, kinds, name="", line=0):
        """Wait for the header that this worker's program expects, and join whatever comes before it.

        Raises
        ------
        ProtocolError
            If another one comes: the worker's program and root's have parted.
        """
        while True:
            header = self._receive()
            if header.kind is Kind.EXIT:
                self._leave()
            elif header.kind is Kind.DO:
                self._join(header)
            elif header.kind in kinds and header.name == name and header.line == line:
                return header
            else:
                expected = Header(header.number, kinds[0], name, line, None)
                raise ProtocolError(f"rank {self._ranks.rank} stands at {expected}, but root at {header}")

    def _receive(self):
        if not self._batch:
            headers = self._ranks.headers
            data = bytearray(self._sleep_until_probed(headers).Get_count())
            headers.Recv(data, 0, _TAG)
            first, batch = marshal.loads(data)
            self._batch.extend(enumerate(batch, first))
        number, (kind, name, line, payload) = self._batch.popleft()
        return Header(number, _KINDS[kind], name, line, payload)

    def _sleep_until_probed(self, headers):
        status, rest = self._ranks.MPI.Status(), _Rest(self._ranks.bell)
        look = time.monotonic() + _LOOK_EVERY
        while not headers.Iprobe(0, _TAG, status):
            rest.take()
            if time.monotonic() > look:
                look = time.monotonic() + _LOOK_EVERY
                if not self._root_lives():
                    self._leave()
        return status


class _Rest:
    """What a worker does between two looks at MPI: it yields, then naps, then sleeps; root's bell ends either."""

    def __init__(self, bell):
        self._bell = bell
        self._begin()

    def _begin(self):
        self._spins, self._pause, self._tired = _SPINS, _SHORTEST_SLEEP, time.monotonic() + PATIENCE

    def take(self):
        """Rest for a moment."""
        if self._spins:
            self._spins -= 1
            os.sched_yield()
        elif self._bell is None:
            time.sleep(self._lengthened())
        elif self._bell.sleep(LOOK_EVERY if time.monotonic() > self._tired else self._lengthened()):
            self._begin()  # a header is near

    def _lengthened(self):
        self._pause = min(self._pause * 1.5, _LONGEST_SLEEP)
        return self._pause
