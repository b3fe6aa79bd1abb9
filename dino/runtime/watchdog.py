"""An end for root where MPI itself waits for a host that is gone.

All waiting of ours polls, but MPI may wait inside a call that does not (`Isend`, `Comm_dup`), for ever if the other
host was unplugged. So while a run spans hosts, a thread looks for news of lost ranks, and if root does not come out
of MPI within seconds of such news, it ends root: with the user's traceback and the reason.
"""

import _thread
import os
import sys
import time

_LOOK_EVERY = 0.2  # seconds
_GRACE = 2.0  # seconds for root to hear of a loss by itself


def watch(lifeline):
    """Start to watch; the thread is none of `threading`'s, so the script does not see it."""
    _thread.start_new_thread(_watch, (lifeline, _thread.get_ident()))


def _watch(lifeline, main):
    while (reason := lifeline.loss()) is None:
        time.sleep(_LOOK_EVERY)
    before = _place(main)
    time.sleep(_GRACE)
    # Root has come further, or runs the script's own code: it will hear of the loss at its next primitive.
    if before is not None and _place(main) == before:
        _end(reason, main)


def _place(main):
    """Return where root's main thread is inside of MPI's callers, or None if it is elsewhere."""
    frame = sys._current_frames().get(main)
    if frame is None or not frame.f_globals.get("__name__", "").startswith("dino.runtime"):
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
