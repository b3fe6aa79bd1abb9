"""An end for root where MPI itself waits for a rank that is gone.

All waiting of ours polls, but MPI may wait inside a call that does not (`MPI_Init`, `Isend`, `Comm_dup`), for ever if
the other side was unplugged, and crash if hydra ends meanwhile. So a thread looks for news of lost ranks, and if root
does not come out of MPI soon after such news, it ends root: with the user's traceback and the reason.
"""

import _thread
import os
import sys
import time

_LOOK_EVERY = 0.1  # seconds
_GRACE = 1.0  # seconds for root to hear of a loss by itself; less than `worker.LINGER` and `spanning._CLOSE_AFTER`
_CALLERS = {f"dino.runtime.{name}" for name in ("collectives", "engine", "inplace", "leader", "link", "ranks")}
"""Modules that call MPI."""


def watch(lifeline):
    """Start to watch; the thread is none of `threading`'s, so the script does not see it.

    Parameters
    ----------
    lifeline : Lifeline
        Root's, which has taken rank 0.

    Returns
    -------
    callable
        Ends the watch.
    """
    watching = _thread.allocate_lock()
    watching.acquire()
    _thread.start_new_thread(_watch, (lifeline, _thread.get_ident(), watching))
    return watching.release


def _watch(lifeline, main, watching):
    while (reason := lifeline.loss()) is None:
        lifeline.feel_pulse(time.monotonic())
        if watching.acquire(timeout=_LOOK_EVERY):
            return
    before = _place(main)
    if watching.acquire(timeout=_GRACE):
        return
    # Root has come further, or runs code that is not MPI's: it will hear of the loss at its next primitive.
    if before is not None and _place(main) == before:
        _end(reason, main)


def _place(main):
    """Return where root's main thread is inside of MPI's callers, or None if it is elsewhere."""
    frame = sys._current_frames().get(main)
    if frame is None or frame.f_globals.get("__name__") not in _CALLERS:
        return None
    return frame, frame.f_lasti


def _end(reason, main):
    import traceback

    frame = sys._current_frames()[main]
    while frame.f_back and frame.f_globals.get("__package__") == __package__:
        frame = frame.f_back
    sys.stdout.flush()
    lines = traceback.format_stack(frame)
    print("Traceback (most recent call last):", *lines, sep="\n", end="", file=sys.stderr)
    print(f"dino.errors.RankLostError: {reason}", file=sys.stderr, flush=True)
    os._exit(1)
