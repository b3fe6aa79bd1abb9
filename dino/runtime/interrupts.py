"""Python signal handlers wait for the end of a collective.

A handler that raised between two MPI calls of one operation would leave the ranks out of step. So for the
length of a collective each Python handler is exchanged for one that only takes note, and the noted signals
are handled when the ranks are in step. Exchanging the handlers rather than masking the signals works
with threads too: Python runs all handlers in the main thread, whichever thread the kernel chose.
"""

import _signal  # signal's own functions take 30 us per collective to turn numbers into enums
import _thread
from itertools import compress, tee

from dino.runtime import caller

_UNTOUCHABLE = {_signal.SIGKILL, _signal.SIGSTOP, _signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL}
_SIGNALS = tuple(sorted(_signal.valid_signals() - _UNTOUCHABLE))


class Deferral:
    """Signals held back during one collective; made in the main thread.

    Parameters
    ----------
    on_insistence : callable
        Called when SIGINT comes a second time before the collective has ended: the user insists, and the
        run must end now. It does not return.
    """

    def __init__(self, on_insistence):
        self._on_insistence = on_insistence
        self._thread = _thread.get_ident()
        self._taking = self._note  # one object, by which a handler that is exchanged is known
        self._handlers = {}
        self._noted = []

    def begin(self):
        """Exchange the Python handlers; nothing happens outside the main thread."""
        if _thread.get_ident() != self._thread:
            return
        try:
            # Looked through in C: 60 signals, one or two handlers. Each in its turn: a handler may set a later one.
            handlers, asked = tee(map(_signal.getsignal, _SIGNALS))
            for number, handler in compress(zip(_SIGNALS, handlers), map(callable, asked)):
                if handler is not self._taking:
                    self._handlers[number] = handler
                    # Once more: a handler that has come in between may have set another one.
                    self._handlers[number] = _signal.signal(number, self._taking)
        except BaseException:  # from a handler that is not exchanged yet
            self.end()
            raise

    def end(self):
        """Put the handlers back and raise what was noted, in the order in which it came."""
        try:
            self._put_back()
        finally:
            self._deliver()

    def drop(self):
        """Put the handlers back, and forget what was noted: nothing of the script's runs any more."""
        self._put_back()
        self._noted.clear()

    def _put_back(self):
        try:
            while self._handlers:
                number, handler = next(iter(self._handlers.items()))
                if _signal.getsignal(number) is self._taking:
                    replaced = _signal.signal(number, handler)
                    if replaced is not self._taking:  # by a handler that has come in between
                        _signal.signal(number, replaced)
                self._handlers.pop(number, None)
        finally:  # a handler that is back may raise
            if self._handlers:
                self._put_back()

    def _deliver(self):
        try:
            while self._noted:
                _handle(self._noted.pop(0))
        finally:
            if self._noted:
                self._deliver()

    def _note(self, number, frame):
        if number in self._noted:
            if number == _signal.SIGINT:
                self._on_insistence()
            return
        self._noted.append(number)


def _handle(number):
    """Do what Python does about a signal: not by raising it again, of which a wakeup descriptor would be told twice."""
    handler = _signal.getsignal(number)
    if callable(handler):
        handler(number, caller.frame())
    else:  # another handler has just changed it
        _signal.raise_signal(number)
