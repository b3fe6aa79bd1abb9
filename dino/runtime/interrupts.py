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
        self._handlers = {}
        self._noted = []

    def begin(self):
        """Exchange the Python handlers; nothing happens outside the main thread."""
        if _thread.get_ident() != self._thread:
            return
        for number in _SIGNALS:
            handler = _signal.getsignal(number)
            if callable(handler):
                self._handlers[number] = handler
                _signal.signal(number, self._note)

    def end(self):
        """Put the handlers back and raise what was noted, in the order in which it came."""
        handlers, self._handlers = self._handlers, {}
        for number, handler in handlers.items():
            _signal.signal(number, handler)
        noted, self._noted = self._noted, []
        for number in noted:
            _signal.raise_signal(number)

    def _note(self, number, frame):
        if number in self._noted:
            if number == _signal.SIGINT:
                self._on_insistence()
            return
        self._noted.append(number)
