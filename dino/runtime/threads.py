"""Threads: one computation on several cores of this process, in pieces that do not depend on how many."""

import _thread
import threading
from queue import SimpleQueue

from dino import cores as allowed
from dino.kernels import crew

END = object()


def cores() -> int:
    """Return the number of threads that this process may compute on; see `dino.cores.threads`, which takes longer."""
    most = allowed.most()
    if most == 1:
        return 1
    mask = crew.cores()
    return (mask if mask < most else most) if mask else allowed.threads()


def each(work, items, threads: int) -> None:
    """Call `work` with every item, on several threads, the caller's included.

    Parameters
    ----------
    work : callable
        Takes one item; must release the interpreter's lock to gain anything.
    items : sequence
        What there is to do; started in this order.
    threads : int
        How many threads may work at once.

    Raises
    ------
    Exception
        The first that `work` raised. Items not yet started are then dropped.

    Notes
    -----
    Threads are started for the call (some 50 microseconds each) and are gone after it, so that a fork never finds
    one. They are bare (`_thread`): a debugger's or profiler's hooks, and `threading.enumerate`, do not see them.
    """
    crew = _Crew(work, items, max(1, min(threads, len(items))))
    crew.start()
    crew.drain()
    crew.wait()


class _Crew:
    """The threads of one call, and what they share."""

    def __init__(self, work, items, threads):
        self.work, self.failures = work, []
        self.helpers, self.left, self.lock, self.done = threads - 1, 0, threading.Lock(), threading.Event()
        self.queue = SimpleQueue()
        for item in [*items, *[END] * threads]:
            self.queue.put(item)

    def start(self):
        """Start the helpers; where the system allows no more threads, fewer do the same work."""
        for _ in range(self.helpers):
            with self.lock:
                self.left += 1
            try:
                _thread.start_new_thread(self.help, ())
            except RuntimeError:
                self.leave()
                return

    def help(self):
        self.drain()
        self.leave()

    def leave(self):
        with self.lock:
            self.left -= 1
            self.done.set()

    def drain(self):
        """Work until nothing is left or someone has failed."""
        try:
            while not self.failures and (item := self.queue.get()) is not END:
                self.work(item)
        except BaseException as failure:
            self.failures.append(failure)

    def wait(self):
        """Wait for the helpers, also through a signal handler that raises, then raise what went wrong first."""
        while self.left:
            try:
                self.done.wait()
                self.done.clear()
            except BaseException as interruption:
                self.failures.append(interruption)
        if self.failures:
            raise self.failures[0]
