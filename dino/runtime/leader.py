"""Headers: root leads, workers follow.

Each step of root that concerns workers starts with one header to each of them. A worker with nothing to do waits for a
header, asleep: this is the one place of a run that sleeps.
"""

import enum
import marshal
import os
import time
from collections import deque
from itertools import repeat

from dino.errors import ProtocolError
from dino.runtime.notes import Notes

_TAG = 7
_MOST_EARLY = 4096  # batches, of some 4 kB, that wait in memory before root joins MPI for their sake
_SYNCHRONOUS_EVERY = 256  # messages between two that root sees received: bounds what can pile up in memory
_SPINS = 1000  # probes before the first sleep, about a millisecond: who sleeps needs a quarter of one to wake
_SHORTEST_SLEEP, _LONGEST_SLEEP = 20e-6, 400e-6  # seconds; the kernel adds 50 us, and 0.5 ms is what may be lost
_LOOK_EVERY = 1.0  # seconds between two looks whether root still exists
_ROUNDS = 1000  # of a loop that a worker goes without hearing of root: some ten microseconds
_NAP = 2e-4  # seconds between two looks whether there is room on the board


class Kind(enum.IntEnum):
    """What a header asks of the workers."""

    DO = 1  # join this collective, then go on waiting
    STEP = 2  # the collective that stands next in the static program
    CHOICE = 3  # the truth of a condition
    NEXT = 4  # one more iteration
    STOP = 5  # no more iterations
    TIMES = 6  # so many iterations, and no word of each
    EXIT = 7  # the end


_KINDS = {int(kind): kind for kind in Kind}
_DO, _EXIT = Kind.DO, Kind.EXIT  # an enum's attributes are looked up by Python code


class Header:
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

    __slots__ = ("number", "kind", "name", "line", "payload")

    def __init__(self, number, kind, name, line, payload):
        self.number, self.kind, self.name, self.line, self.payload = number, kind, name, line, payload

    def __str__(self):
        what = " ".join(filter(None, (self.kind.name.lower(), self.name)))
        return f"{what} of line {self.line}" if self.line else what


class Leader(Notes):
    """Root's side: sends headers to all workers.

    Those that need no answer wait for the next that does, or for a full batch: one message takes a microsecond. Before
    root has joined MPI all wait in memory: a script that needs no worker never waits for one to start.

    Parameters
    ----------
    join : callable
        Joins MPI, and calls `connect`; called when too many headers wait.

    Attributes
    ----------
    sending : bool
        Whether headers are on their way: a signal handler that runs now may add none.
    """

    def __init__(self, join):
        super().__init__()
        self._join = join
        self._ranks = None
        self._number = 0
        self._unsent = []
        self._pending = []
        self._sent = 0
        self.sending = False

    def connect(self, ranks):
        """Send what has waited, and from now on do not wait for more than a batch."""
        self._ranks = ranks
        self._send()

    def announce(self, kind, name="", line=0, payload=None):
        """Send a header, with those noted before it; cost: one eager message per worker, about 1 us each."""
        self.waiting.append((kind._value_, name, line, payload))
        self.flush()

    def flush(self):
        """Send what has been noted, if a signal handler of the script's that has called a primitive has not done it."""
        self.sending = True
        try:
            if not self.waiting:
                return
            count, data = len(self.waiting), marshal.dumps((self._number, self.waiting))
            # A signal handler that raises can do so after any call, so there is none until all three say the same.
            self._unsent += [data]
            self._number += count
            self.waiting = []
            if self._ranks is not None:
                self._send()
            elif len(self._unsent) > _MOST_EARLY:
                self._join()
        finally:
            self.sending = False

    def _send(self):
        """Send all that has not been sent, in order. What a handler interrupts is sent again; workers drop it."""
        board = self._ranks.board
        while self._unsent:
            data = self._unsent[0]
            if board is not None and len(data) <= board.most:
                self._post(data)
            else:
                if board is not None:  # only a collective's header is that long, and handlers wait while one begins
                    self._post(b"")
                self._send_by_mpi(data)
            self._unsent.pop(0)

    def _post(self, message):
        while not self._ranks.board.post(message):
            self._ranks.check()
            time.sleep(_NAP)

    def _send_by_mpi(self, data):
        self._sent += 1
        synchronous = self._sent % _SYNCHRONOUS_EVERY == 0
        headers = self._ranks.headers
        send = headers.Issend if synchronous else headers.Isend
        self._pending += [send(data, worker, _TAG) for worker in range(1, self._ranks.size)]
        if synchronous:
            self.settle()
        elif len(self._pending) > 64:
            self._pending = [request for request in self._pending if not request.Test()]

    def settle(self):
        """Wait until all headers have gone out."""
        for request in self._pending:
            self._ranks.wait(request)
        self._pending.clear()


class Silent:
    """In place of a leader where there is nobody to lead: in a forked child, which may walk on through the program."""

    def note(self, *header, **more):
        """Say nothing."""


class Follower:
    """A worker's side: waits for headers.

    Parameters
    ----------
    ranks : Ranks
        The run.
    join : callable
        Called with a `DO` header: takes part in its collective. Called with the header before and `rehearsing=True`
        after each long sleep, so also when root is about to send the next: returns an iterator, whose steps do again
        what is in the caches then. It goes no further once the next is there.
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
        self._last, self._message = None, b""
        self._expected = 0  # the number of the first header of the next message

    def follow(self, kinds, name="", line=0):
        """Wait for the header that this worker's program expects, and join whatever comes before it.

        Raises
        ------
        ProtocolError
            If another one comes: the worker's program and root's have parted.
        """
        while True:
            header = self._receive()
            kind = header.kind
            if kind is _EXIT:
                self._leave()
            elif kind is _DO:
                self._join(header)
            elif kind in kinds and header.name == name and header.line == line:
                return header
            else:
                expected = Header(header.number, (*kinds, _EXIT)[0], name, line, None)
                raise ProtocolError(f"rank {self._ranks.rank} stands at {expected}, but root at {header}")

    def rounds(self, count):
        """Yield None so many times, but hear, where no step is on the way, of what root conducts, and of its end."""
        while count > 0:
            last, some = self._last, min(count, _ROUNDS)
            yield from repeat(None, some)
            count -= some
            if count and self._last is last:
                self._abide()

    def _abide(self):
        """Wait for a header that this worker's program is to reach, and put it back; join what comes before it."""
        while (header := self._receive()).kind is _DO:
            self._join(header)
        if header.kind is _EXIT:
            self._leave()
        self._batch.appendleft((header.number, (header.kind, header.name, header.line, header.payload)))

    def _receive(self):
        number, (kind, name, line, payload) = self._batch.popleft() if self._batch else self._first_of_next()
        self._last = Header(number, _KINDS[kind], name, line, payload)
        return self._last

    def _first_of_next(self):
        """Receive the next message, and return the first of its headers."""
        number = -1
        while number < self._expected:  # a message that was sent twice; see `Leader`
            self._message = self._posted() or self._sent_by_mpi()
            number, told = marshal.loads(self._message)
        self._expected += len(told)
        first, *others = told
        self._batch.extend(enumerate(others, number + 1))
        return number, first

    def _posted(self):
        """The next message of the board; nothing if that comes by MPI."""
        board = self._ranks.board
        if board is None:
            return b""
        look = time.monotonic() + _LOOK_EVERY
        while (message := board.read()) is None:
            if board.rest() and self._last is not None:
                self._rehearse(board)
            look = self._looked(look)
        return message

    def _rehearse(self, board):
        """Do again what the last header asked for, as far as the time until the next allows."""
        marshal.loads(self._message)
        for _ in self._join(self._last, rehearsing=True):
            if board.waits():
                return

    def _sent_by_mpi(self):
        headers, status, rest = self._ranks.headers, self._ranks.MPI.Status(), _Rest()
        look = time.monotonic() + _LOOK_EVERY
        while not headers.Iprobe(0, _TAG, status):
            rest.take()
            look = self._looked(look)
        data = bytearray(status.Get_count())
        headers.Recv(data, 0, _TAG)
        return data

    def _looked(self, look):
        """Leave if it is time to look whether root is there, and it is not; return when to look again."""
        if time.monotonic() < look:
            return look
        if not self._root_lives():
            self._leave()
        return time.monotonic() + _LOOK_EVERY


class _Rest:
    """What a worker does between two looks at MPI: it yields, then naps."""

    def __init__(self):
        self._spins, self._pause = _SPINS, _SHORTEST_SLEEP

    def take(self):
        """Rest for a moment."""
        if self._spins:
            self._spins -= 1
            os.sched_yield()
        else:
            self._pause = min(self._pause * 1.5, _LONGEST_SLEEP)
            time.sleep(self._pause)
