"""The lifeline: the socket between root and the launcher that started its workers.

Messages are JSON, one per packet (`SOCK_SEQPACKET`), and the PMI socket travels beside `ready`:

    root → launcher   {"kind": "start"}                          workers are wanted
                      {"kind": "left"}                           the workers have been released
    launcher → root   {"kind": "assembled"}                      several hosts have reserved their slots: read before
                                                                 the process becomes root
                      {"kind": "ready", "environment": {...},    become rank 0 with this
                       "launcher": 123}                          from which the workers of root's host stem
                      {"kind": "lost", "reason": "..."}          a worker died; nothing will come from it
                      {"kind": "failed", "reason": "..."}        the workers cannot be started
"""

import _socket  # socket itself takes 4 ms to import, before the script's first line
import fcntl
import json
import os
import select
from array import array

from dino.errors import LaunchError, RankLostError

_PACKET = 1 << 16
_HIGH = 512  # descriptors; a process may have 1024 unless somebody has said otherwise
_FROZEN = 7.0  # seconds; other hosts end their ranks when they have not heard of the launcher for five
_KILLED = "the launcher of this run was killed, and the workers with it"


class Lifeline:
    """Root's end.

    Parameters
    ----------
    descriptor : int
        The connected socket, inherited from `dino mpirun`; closed for the user's subprocesses.
    """

    def __init__(self, descriptor):
        descriptor = _out_of_the_way(descriptor)
        self._socket = _socket.socket(fileno=descriptor)
        self.launcher = 0
        self._poll = select.poll()
        self._poll.register(descriptor, select.POLLIN)
        self._started = False
        self._reason = None
        self._frozen_since = None

    def _be_open(self):
        try:
            os.fstat(self._socket.fileno())
        except OSError:
            self._reason = "the script has closed the descriptors of its own run (os.closerange?)"
            raise RankLostError(self._reason) from None

    def start(self):
        """Ask for the workers, once."""
        self._be_open()
        if not self._started:
            self._started = True
            try:
                self._send({"kind": "start"})
            except ConnectionError:  # the launcher has ended; perhaps it has said why
                self._receive()
                raise RankLostError(_KILLED) from None

    def join(self):
        """Wait until rank 0 is free to be taken.

        Returns
        -------
        environment : dict of str
            What hydra told rank 0, with `PMI_FD` as it is in this process.
        """
        self.start()
        message, descriptors = self._receive()
        environment = dict(message["environment"])
        self.launcher = message.get("launcher", 0)
        if descriptors:
            environment["PMI_FD"] = str(descriptors[0])
        return environment

    def check(self):
        """Raise what the launcher has to say, if it has.

        Raises
        ------
        RankLostError
            If a worker died, or the launcher itself.
        """
        if self._reason is None:
            if not (found := self._poll.poll(0)):
                return
            if found[0][1] & select.POLLNVAL:
                self._be_open()
            self._receive()
        raise RankLostError(self._reason)

    def feel_pulse(self, now):
        """Note since when the launcher stands still; `now` in seconds of a clock. For a thread beside the main one."""
        self._frozen_since = (self._frozen_since or now) if _stopped(self.launcher) else None

    def check_pulse(self, now):
        """Raise if the launcher of a run over several hosts stands still, for who waits.

        Parameters
        ----------
        now : float
            Seconds of the same clock.

        Raises
        ------
        RankLostError
            If it has been stopped (SIGSTOP, a debugger) for so long that the other hosts have given it up.
        """
        since = self._frozen_since
        if since is not None and now - since > _FROZEN:
            self._reason = f"the launcher of this run (process {self.launcher}) is stopped, and the workers are lost"
            raise RankLostError(self._reason)

    def loss(self):
        """Return why the workers are lost, or None; for a thread beside the main one, once rank 0 has been taken."""
        if self._reason is None and select.select([self._socket], [], [], 0)[0]:
            try:
                data = self._socket.recv(_PACKET, _socket.MSG_PEEK)
            except OSError:
                data = b""
            return json.loads(data)["reason"] if data else _KILLED
        return self._reason

    def left(self):
        """Tell the launcher that the workers have been released; it may be gone already."""
        try:
            self._send({"kind": "left"})
        except OSError:
            pass

    def close(self):
        """Give the socket up, in a forked child: it belongs to root alone."""
        self._socket.close()

    def _send(self, message):
        self._socket.send(json.dumps(message).encode())

    def _receive(self):
        try:
            data, descriptors = _received(self._socket)
        except ConnectionError:
            data, descriptors = b"", []
        if not data:
            self._reason = _KILLED
            raise RankLostError(self._reason)
        message = json.loads(data)
        if message["kind"] == "failed":
            self._reason = message["reason"]
            raise LaunchError(self._reason)
        if message["kind"] == "lost":
            self._reason = message["reason"]
            raise RankLostError(self._reason)
        return message, descriptors


def _out_of_the_way(descriptor):
    """Give the script the first free descriptors, as `python` does; subprocesses get none of ours."""
    try:
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _HIGH)
    except OSError:  # this process may not have so many
        os.set_inheritable(descriptor, False)
        return descriptor
    os.close(descriptor)
    return moved


def _stopped(process):
    """Whether a process has been stopped (SIGSTOP, a debugger): proc(5)."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] in "Tt"
    except OSError:
        return False


def _received(connection):
    """Receive a message and the descriptors that come with it."""
    data, extra, _, _ = connection.recvmsg(_PACKET, _socket.CMSG_LEN(4 * array("i").itemsize))
    descriptors = array("i")
    for level, kind, sent in extra:
        if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS):
            descriptors.frombytes(sent[: len(sent) - len(sent) % descriptors.itemsize])
    return data, list(descriptors)
