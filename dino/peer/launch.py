"""The launcher: starts the workers of one run, watches, and leaves nothing behind.

It is forked by `dino mpirun` (see `dino.peer.fork`) before that process becomes root, lives in a session of its own,
and is no child of root's. It adopts every process that mpiexec leaves behind (`PR_SET_CHILD_SUBREAPER`), so ending a
run means to kill until no child is left. The only module that starts processes.
"""

import ctypes
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import namedtuple  # dataclasses takes 19 ms to import, for which the workers would wait

from dino.peer import environment, processes, stub

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_GRACE = 0.5  # seconds between TERM and KILL: workers have nothing to save, hydra its files to remove
_LINGER = 5.0  # seconds that workers may take to end by themselves once root has released them
_OUTPUT = 1 << 16  # bytes kept of what mpiexec and the workers say


class Run(namedtuple("Run", "ranks program mpiexec root")):
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

    __slots__ = ()


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
    events : Poll
        Calls back.
    """

    def __init__(self, run, lifeline, root, events):
        self.run = run
        self.lifeline = lifeline
        self.root = root
        self.events = events
        self.mpiexec = None
        self.stub = None
        self.output = b""
        self.released = False
        self.folder = None
        self._lost = False
        events.watch(root, self._root_ended)
        events.watch(lifeline, self._root_spoke)

    def watch(self, eager):
        """Serve until the run is over, then clean up."""
        try:
            if eager:
                self.start()
            self.events.run(self.over)
        finally:
            self.clean()

    def over(self):
        """Whether root has ended: it is the only one whose end ends a run."""
        return bool(select.select([self.root], [], [], 0)[0])

    def start(self):
        """Start mpiexec with a stub as rank 0 and the workers."""
        self.folder = tempfile.mkdtemp(prefix="dino-")
        self.stubs = self.listen("root", self._stub_came)
        self.prepare()
        self.mpiexec = subprocess.Popen(
            self.command(os.path.join(self.folder, "root")),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.folder,
            env=self.environment(),
            start_new_session=True,
            preexec_fn=self.enter,
        )
        self.events.watch(self.mpiexec.stdout, self._mpiexec_spoke)

    def listen(self, name, call):
        """Listen on a Unix socket in the run's folder; `call()` when somebody connects."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(os.path.join(self.folder, name))
        listener.listen()
        self.events.watch(listener, call)
        return listener

    def prepare(self):
        """Lay out what mpiexec needs besides in the run's folder."""

    def command(self, path):
        """Return mpiexec's command line; `path` is the socket on which rank 0's stub is awaited."""
        return command(self.run, path)

    def environment(self):
        """Return mpiexec's environment."""
        return {**environment.local(os.environ), "TMPDIR": self.folder}

    def enter(self):
        """Prepare the process that becomes mpiexec: it must not outlive this one."""
        bound()

    def root_environment(self):
        """Return what root needs in its environment to join MPI, besides its identity."""
        return {}

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
            self.events.forget(self.lifeline)

    def _stub_came(self):
        self.stub, _ = self.stubs.accept()
        self.events.forget(self.stubs)
        message, descriptors, _, _ = socket.recv_fds(self.stub, 1 << 16, 4)
        given = {**self.root_environment(), **stub.read(message)}
        self.say("ready", environment=given, launcher=os.getpid(), descriptors=descriptors)
        for descriptor in descriptors:
            os.close(descriptor)

    def _mpiexec_spoke(self):
        data = os.read(self.mpiexec.stdout.fileno(), 1 << 16)
        self.output = (self.output + data)[-_OUTPUT:]
        if data and self.stub is not None and processes.has_ended(self.output.decode(errors="replace")):
            self.accuse()  # hydra may go on without it
        if not data:
            self.events.forget(self.mpiexec.stdout)
            self.mpiexec_ended(self.mpiexec.wait())

    def mpiexec_ended(self, status):
        """Tell root why there will be nothing more from the workers."""
        if self.stub is None:
            text = self.output.decode(errors="replace")
            reason = f"{self.run.mpiexec} ended with status {status} before any rank ran:\n{text}".rstrip()
            self.lose("failed", reason)
        else:
            self.accuse(f"mpiexec {processes.how(status)}, and the workers with it")

    def accuse(self, *otherwise):
        """Tell root which rank has ended the run, by what has been printed."""
        self.lose("lost", processes.culprit(self.output.decode(errors="replace"), *otherwise))

    def lose(self, kind, reason):
        """Tell root that the workers are lost: once, and not when it has released them."""
        if not self.released and not self._lost:
            self._lost = True
            self.say(kind, reason)


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
    return [run.mpiexec, "-n", "1", *stub_command(path), ":", "-n", str(run.ranks - 1), *worker_command(run.program)]


def stub_command(path):
    """Return the command line of rank 0's stub, which comes to the socket `path`."""
    return [sys.executable, "-I", "-S", stub.__file__, path]


def worker_command(program):
    """Return the command line of a worker on this host."""
    return [sys.executable, "-P", "-m", "dino.runtime.worker", str(program)]


def supervised(proxy, arguments, folder, environment, control):
    """Start hydra's proxy of a job under a supervisor; see `dino.peer.supervisor`.

    Parameters
    ----------
    proxy, arguments : str, list of str
        Hydra's proxy, and what hydra tells it.
    folder : str
        The job's folder.
    environment : dict of str
        Of the proxy and the workers.
    control : int
        Descriptor of hydra's control channel.

    Returns
    -------
    subprocess.Popen
        Its `stdin` is the lease: something must be written to it each second; its `stdout` is what the job says.
    """
    supervisor = [sys.executable, "-I", os.path.join(os.path.dirname(__file__), "supervisor.py"), folder, str(control)]
    return subprocess.Popen(
        [*supervisor, proxy, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env=environment,
        pass_fds=[control],
        start_new_session=True,
    )


def bound():
    """Have this process killed when its parent ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


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
