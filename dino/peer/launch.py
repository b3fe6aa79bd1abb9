"""The launcher: starts the workers of one run, watches, and leaves nothing behind.

It is forked by `dino mpirun` (see `dino.peer.fork`) before that process becomes root, lives in a session of its own,
and is no child of root's. It adopts every process that mpiexec leaves behind (`PR_SET_CHILD_SUBREAPER`), so ending a
run means to kill until no child is left. The only module that starts processes.
"""

import ctypes
import json
import os
import select
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from dino.peer import processes

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_GRACE = 0.5  # seconds between TERM and KILL: workers have nothing to save, hydra its files to remove
_LINGER = 5.0  # seconds that workers may take to end by themselves once root has released them
_OUTPUT = 1 << 16  # bytes kept of what mpiexec and the workers say
_ALLOWED = ("DINO_", "FI_", "HOME", "LANG", "LC_", "LD_", "LOGNAME", "MKL_", "MPICH_", "MPIR_", "OMP_", "OPENBLAS_")
_ALLOWED += ("PATH", "PYTHON", "SHELL", "TMPDIR", "TZ", "UCX_", "USER", "VIRTUAL_ENV", "XDG_")


@dataclass(frozen=True)
class Run:
    """What is to be started.

    Parameters
    ----------
    ranks : int
        Root included.
    program : str
        File of the workers' compiled program.
    mpiexec : str
        See `mpi.mpiexec`.
    root : int
        Process id of root.
    """

    ranks: int
    program: str
    mpiexec: str
    root: int


class Launcher:
    """One run's life: asked for, starting, running, over.

    Parameters
    ----------
    run : Run
        What to start.
    lifeline : socket.socket
        Towards root; see `dino.runtime.lifeline` for what is said on it.
    root : int
        A pidfd of root.
    """

    def __init__(self, run, lifeline, root):
        self.run = run
        self.lifeline = lifeline
        self.root = root
        self.mpiexec = None
        self.stub = None
        self.output = b""
        self.released = False
        self.folder = None
        self.events = selectors.DefaultSelector()
        self.events.register(root, selectors.EVENT_READ, self._root_ended)
        self.events.register(lifeline, selectors.EVENT_READ, self._root_spoke)

    def watch(self, eager):
        """Serve until the run is over, then clean up."""
        try:
            if eager:
                self.start()
            while not self.over():
                for key, _ in self.events.select():
                    key.data()
        finally:
            self.clean()

    def over(self):
        """Whether root has ended: it is the only one whose end ends a run."""
        return bool(select.select([self.root], [], [], 0)[0])

    def start(self):
        """Start mpiexec with a stub as rank 0 and the workers."""
        self.folder = tempfile.mkdtemp(prefix="dino-")
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        path = str(Path(self.folder, "root"))
        self.listener.bind(path)
        self.listener.listen(1)
        self.events.register(self.listener, selectors.EVENT_READ, self._stub_came)
        self.mpiexec = subprocess.Popen(
            command(self.run, path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env={**allowed(os.environ), "TMPDIR": self.folder},
            start_new_session=True,
            preexec_fn=lambda: ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0),
        )
        self.events.register(self.mpiexec.stdout, selectors.EVENT_READ, self._mpiexec_spoke)

    def say(self, kind, reason=None, **more):
        """Tell root something; root may be gone."""
        descriptors = more.pop("descriptors", ())
        try:
            socket.send_fds(self.lifeline, [json.dumps({"kind": kind, "reason": reason, **more}).encode()], descriptors)
        except OSError:
            pass

    def clean(self):
        """End every process of the run and remove what it has left."""
        if self.mpiexec is None:
            return
        if self.stub is not None:
            self.stub.close()  # what rank 0's stub waits for
        if self.released:
            processes.reap(os.getpid(), time.monotonic() + _LINGER)
        processes.end_descendants(os.getpid(), _GRACE)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _root_ended(self):
        """Nothing to do: `over` will see it."""

    def _root_spoke(self):
        message = self.lifeline.recv(1 << 16)
        kind = json.loads(message)["kind"] if message else "gone"
        if kind == "start" and self.mpiexec is None:
            self.start()
        elif kind == "left":
            self.released = True
        elif kind == "gone":
            self.events.unregister(self.lifeline)

    def _stub_came(self):
        self.stub, _ = self.listener.accept()
        self.events.unregister(self.listener)
        message, descriptors, _, _ = socket.recv_fds(self.stub, 1 << 16, 4)
        self.say("ready", environment=json.loads(message), launcher=os.getpid(), descriptors=descriptors)
        for descriptor in descriptors:
            os.close(descriptor)

    def _mpiexec_spoke(self):
        data = os.read(self.mpiexec.stdout.fileno(), 1 << 16)
        self.output = (self.output + data)[-_OUTPUT:]
        if not data:
            self.events.unregister(self.mpiexec.stdout)
            self._mpiexec_ended()

    def _mpiexec_ended(self):
        status = self.mpiexec.wait()
        if self.released:
            return
        text = self.output.decode(errors="replace")
        if self.stub is None:
            self.say("failed", f"{self.run.mpiexec} ended with status {status} before any rank ran:\n{text}".rstrip())
        else:
            self.say("lost", processes.culprit(text))


def command(run, path):
    """Return the command line that starts a run.

    Parameters
    ----------
    run : Run
        The run.
    path : str
        The socket on which the launcher awaits rank 0's stub.

    Returns
    -------
    list of str
    """
    stub = [sys.executable, "-I", "-S", str(Path(__file__).with_name("stub.py")), path]
    worker = [sys.executable, "-P", "-m", "dino.runtime.worker", run.program]
    return [run.mpiexec, "-n", "1", *stub, ":", "-n", str(run.ranks - 1), *worker]


def allowed(environment):
    """Return the part of root's environment that workers are given: what makes programs run, none of root's secrets."""
    return {name: value for name, value in environment.items() if name.startswith(_ALLOWED)}


def interpreter(*arguments, **options):
    """Run this Python with `arguments` to its end; return what `subprocess.run` returns."""
    return subprocess.run([sys.executable, *arguments], stdin=subprocess.DEVNULL, **options)


def to_its_end(command, wall, **options):
    """Run a command for at most `wall` seconds, in a session of its own and without standard input.

    All else that stems from it is ended too. For a process that has no other children: it adopts what is orphaned.

    Returns
    -------
    int or None
        As `subprocess` has it; None if it had to be ended.
    """
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **options)
    status = None
    try:
        status = process.wait(wall)
    except subprocess.TimeoutExpired:
        pass
    finally:
        if status is None:
            process.kill()
            process.wait()
        processes.reap(os.getpid(), time.monotonic() + _LINGER)  # a launcher cleans up by itself
        processes.end_descendants(os.getpid(), _GRACE)
    return status
