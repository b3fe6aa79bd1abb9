"""lifeline: what root hears of its launcher."""

import os
import signal
import socket
import subprocess
import time

import pytest

from dino.errors import RankLostError
from dino.runtime.lifeline import Lifeline


@pytest.fixture
def launcher():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill()
    process.wait()


def test_a_launcher_that_stands_still_for_long_is_lost(launcher):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    lifeline = Lifeline(ours.detach())
    lifeline.launcher = launcher.pid
    feel(lifeline, 100.0)
    send(launcher, signal.SIGSTOP)
    feel(lifeline, 110.0, 116.0)
    send(launcher, signal.SIGCONT)
    feel(lifeline, 118.0)
    send(launcher, signal.SIGSTOP)
    feel(lifeline, 120.0)
    with pytest.raises(RankLostError, match=rf"the launcher of this run \(process {launcher.pid}\) is stopped"):
        feel(lifeline, 128.0)
    with pytest.raises(RankLostError, match="is stopped"):
        lifeline.check()
    theirs.close()


def feel(lifeline, *times):
    for now in times:
        lifeline.feel_pulse(now)
        lifeline.check_pulse(now)


def send(process, number):
    """Send a signal, and wait until the kernel has stopped the process, or let it go on."""
    os.kill(process.pid, number)
    wanted = "T" if number == signal.SIGSTOP else "SR"
    while state(process) not in wanted:
        time.sleep(0.01)


def state(process):
    with open(f"/proc/{process.pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0]
