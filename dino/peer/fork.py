"""The fork that parts a run's launcher from its root.

What the launcher needs is imported on its side only: root must not wait for it.
"""

import _socket  # socket itself takes 4 ms to import
import os

_PR_SET_CHILD_SUBREAPER = 36


def fork_launcher(eager, **run):
    """Fork the launcher of a run, twice, so that root has no child.

    Parameters
    ----------
    eager : bool
        Whether to launch at once, without being asked.
    **run
        What it launches when root asks: the fields of `launch.Run`, but for root, which is this process; and `span`, a
        `spanning.Span` or None.

    Returns
    -------
    int
        Root's end of the lifeline.
    """
    ours, theirs = _socket.socketpair(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    pid = os.getpid()
    root = os.pidfd_open(pid)
    middle = os.fork()
    if middle == 0:
        if os.fork() == 0:
            ours.close()
            os.setsid()
            _be_launcher({**run, "root": pid}, theirs.detach(), root, eager)
        os._exit(0)
    os.waitpid(middle, 0)
    theirs.close()
    os.close(root)
    os.set_inheritable(ours.fileno(), True)
    return ours.detach()


def _be_launcher(run, lifeline, root, eager):
    """Never returns; nothing of what this process does may reach the user's terminal."""
    status = 1
    try:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        _launch(run, lifeline, root, eager)
        status = 0
    except SystemExit:
        pass  # SIGTERM; root hears that its lifeline has ended
    except BaseException as error:
        _tell(lifeline, error)
    finally:
        os._exit(status)


def _tell(lifeline, error):
    """Let root know why it has no launcher any more."""
    import json

    text = json.dumps({"kind": "failed", "reason": f"the launcher failed: {type(error).__name__}: {error}"})
    try:
        os.write(lifeline, text.encode())
    except OSError:
        pass  # root has gone, too


def _launch(run, lifeline, root, eager):
    import ctypes
    import signal
    import socket

    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _terminated)
    from dino.peer.launch import Launcher, Run
    from dino.peer.poll import Poll

    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    span = run.pop("span")
    if span is None:
        Launcher(Run(**run), socket.socket(fileno=lifeline), root, Poll()).watch(eager)
    else:
        from dino.peer.spanning import launch

        launch(Run(**run), span, socket.socket(fileno=lifeline), root, eager)


def _terminated(number, _):
    """End by SIGTERM, but not before all that the run has left is cleaned up."""
    import signal

    signal.signal(number, signal.SIG_IGN)
    raise SystemExit
