"""Python signal handlers wait for the end of a collective.

A handler that raised between two MPI calls of one operation would leave the ranks out of step. So for the
length of a collective each Python handler is exchanged for one that only takes note, and the noted signals
are raised again when the ranks are in step. Exchanging the handlers rather than masking the signals works
with threads too: Python runs all handlers in the main thread, whichever thread the kernel chose.
"""

import _signal  # signal's own functions take 30 us per collective to turn numbers into enums
import _thread

_UNTOUCHABLE = {_signal.SIGKILL, _signal.SIGSTOP, _signal.SIGSEGV, _signal.SIGBUS, _signal.SIGFPE, _signal.SIGILL}
# Real-time signals have no default use; a handler on one is as rare as it is cheap to look up.
_SIGNALS = tuple(number for number in sorted(_signal.valid_signals() - _UNTOUCHABLE) if number < _signal.SIGRTMIN)


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
            for number in _SIGNALS:
                handler = _signal.getsignal(number)
                if callable(handler) and handler is not self._taking:
                    self._handlers[number] = handler
                    _signal.signal(number, self._taking)
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
                    _signal.signal(number, handler)
                self._handlers.pop(number, None)
        finally:  # a handler that is back may raise
            if self._handlers:
                self._put_back()

    def _deliver(self):
        try:
            while self._noted:
                _signal.raise_signal(self._noted.pop(0))
        finally:
            if self._noted:
                self._deliver()

    def _note(self, number, frame):
        if number in self._noted:
            if number == _signal.SIGINT:
                self._on_insistence()
            return
        self._noted.append(number)
