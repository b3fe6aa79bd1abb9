"""Waiting for root before MPI is initialised."""

import socket
import threading

import pytest

from dino.errors import RankLostError
from dino.runtime import rendezvous
from tests.programs.harness import dino, run


@pytest.fixture
def hydra():
    """This rank's end of the PMI socket, as its variable, and hydra's end."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield {"PMI_FD": str(ours.fileno())}, theirs


def test_a_rank_goes_on_when_hydra_says_that_all_are_there(hydra):
    environment, theirs = hydra
    for check in (None, lambda: None):
        waiting = threading.Thread(target=rendezvous.meet, args=(environment, check))
        waiting.start()
        assert theirs.recv(100) == b"cmd=barrier_in\n"
        theirs.send(b"cmd=barrier")
        waiting.join(0.2)
        assert waiting.is_alive()
        theirs.send(b"_out rc=0\n")
        waiting.join(10)
        assert not waiting.is_alive()


def test_bad_news_ends_the_waiting(hydra):
    def lost():
        raise RankLostError("rank 1 is lost")

    with pytest.raises(RankLostError):
        rendezvous.meet(hydra[0], lost)


def test_without_hydra_nobody_waits(hydra):
    environment, theirs = hydra
    rendezvous.meet({})
    theirs.shutdown(socket.SHUT_WR)
    rendezvous.meet(environment)


SCRIPT = """
import os, time
import numpy as np
from dino import matvec

def ticks():
    with open("/proc/self/cmdline", "rb") as file:
        program = file.read().split(b"\\0")[1]
    total = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\\0")
            with open(f"/proc/{pid}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if words[2:4] == [b"-m", b"dino.runtime.worker"] and program in words:
            total.append(int(fields[11]) + int(fields[12]))
    return len(total), sum(total)

def share():
    (count, before), start = ticks(), time.monotonic()
    time.sleep(1)
    after, spent = ticks()[1], time.monotonic() - start
    return (after - before) / os.sysconf("SC_CLK_TCK") / spent if count == 4 else 1  # two ranks, and who watches them

def asleep():
    return any(share() < 0.3 for _ in range(10))

print(asleep())
print(matvec(np.ones((2, 2)), np.ones(2)))
print(asleep())
"""


def test_workers_sleep_before_root_joins_and_after(tmp_path):
    """Two workers that spin would take a core each."""
    (tmp_path / "script.py").write_text(SCRIPT)
    outcome = run(dino(3, "script.py"), tmp_path, but={"script.py"})
    assert (outcome.status, outcome.stdout, outcome.stderr) == (0, "True\n[2. 2.]\nTrue\n", "")
