"""Headers arrive in order, once, on the board or by MPI, whatever interrupts root."""

import os
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from dino.kernels.ring import Ring

from dino.errors import ProtocolError, RankLostError
from dino.kernels import ring
from dino.runtime import leader
from dino.runtime.board import Board
from dino.runtime.leader import Follower, Kind, Leader


class Messages:
    """The communicator for headers between root and one worker of this process."""

    def __init__(self):
        self.sent = []

    def Isend(self, data, worker, tag):
        self.sent.append(bytes(data))
        return SimpleNamespace(Test=lambda: True)

    Issend = Isend

    def Iprobe(self, source, tag, status):
        status.count = len(self.sent[0]) if self.sent else 0
        return bool(self.sent)

    def Recv(self, data, source, tag):
        data[:] = self.sent.pop(0)


class Status:
    def Get_count(self):
        return self.count


def world(board=True, capacity=1 << 12, check=lambda: None):
    """Root's leader, a worker's follower, what it has joined, and the messages by MPI."""
    memory = np.zeros(ring.size(1, capacity), np.uint8)
    ends = (Board(Ring(memory, 1), 0, 1), Board(Ring(memory, 1, 0), 0, 1)) if board else (None, None)
    headers, joined = Messages(), []
    root, worker = (
        SimpleNamespace(rank=rank, size=2, board=end, headers=headers, check=check, wait=lambda request: None)
        for rank, end in enumerate(ends)
    )
    worker.MPI = SimpleNamespace(Status=Status)
    leads = Leader(lambda: leads.connect(root))

    def join(header, rehearsing=False):
        if rehearsing:
            return again(header)
        joined.append(("join", header.name, header.payload))

    def again(header):
        for part in range(3):
            joined.append(("again", header.name, part))
            yield

    def leave():
        raise SystemExit

    return SimpleNamespace(
        leader=leads, root=root, follower=Follower(worker, join, leave, lambda: True), joined=joined, headers=headers
    )


def served(here):
    """Let the worker serve until root's exit; what it has joined."""
    with pytest.raises(SystemExit):
        here.follower.follow(())
    return here.joined


@pytest.mark.parametrize("board", [True, False])
@pytest.mark.parametrize("early", [True, False])
def test_headers_arrive_in_order_before_and_after_root_joins(board, early):
    here = world(board)
    if not early:
        here.leader.connect(here.root)
    here.leader.note(Kind.DO, "a")
    here.leader.announce(Kind.DO, "b", 2, (1, 2.5, "x"))
    here.leader.announce(Kind.DO, "c")
    if early:
        assert not here.headers.sent
        here.leader.connect(here.root)
    here.leader.announce(Kind.EXIT)
    assert served(here) == [("join", "a", None), ("join", "b", (1, 2.5, "x")), ("join", "c", None)]
    assert board is not bool(here.leader._sent)


@pytest.mark.parametrize("board", [True, False])
def test_a_worker_that_goes_round_without_a_step_hears_of_all_else(board):
    here = world(board)
    here.leader.connect(here.root)
    here.leader.note(Kind.DO, "a")
    here.leader.announce(Kind.EXIT)
    with pytest.raises(SystemExit):
        for _ in here.follower.rounds(10**30):
            pass
    assert here.joined == [("join", "a", None)]


@pytest.mark.parametrize("board", [True, False])
def test_what_stands_behind_such_rounds_waits(board):
    """And is not waited for in a few of them, nor behind the last."""
    here = world(board)
    here.leader.connect(here.root)
    assert len([*here.follower.rounds(1000)]) == 1000
    here.leader.note(Kind.DO, "a")
    here.leader.announce(Kind.STEP, "b", 7, "payload")
    assert len([*here.follower.rounds(4500)]) == 4500
    assert here.joined == [("join", "a", None)]
    assert here.follower.follow((Kind.STEP,), "b", 7).payload == "payload"


def test_what_a_handler_has_sent_in_between_leaves_nothing_to_send():
    """No empty message: the next header is the next one."""
    here = world()
    here.leader.connect(here.root)
    here.leader.announce(Kind.DO, "a")
    here.leader.flush()
    here.leader.announce(Kind.EXIT)
    assert served(here) == [("join", "a", None)]


def test_a_header_that_is_not_expected_names_both_places():
    here = world()
    here.leader.connect(here.root)
    here.leader.announce(Kind.STEP, "sort", 7)
    with pytest.raises(ProtocolError, match="rank 1 stands at step matmul of line 3, but root at step sort of line 7"):
        here.follower.follow((Kind.STEP,), "matmul", 3)


def test_what_is_too_long_for_the_board_comes_by_mpi_in_its_turn():
    here = world(capacity=256)
    here.leader.connect(here.root)
    long = "x" * 1000
    for name, payload in (("a", None), ("b", long), ("c", None)):
        here.leader.announce(Kind.DO, name, 0, payload)
    here.leader.announce(Kind.EXIT)
    assert len(here.headers.sent) == 1
    assert served(here) == [("join", "a", None), ("join", "b", long), ("join", "c", None)]


def test_root_waits_for_room_and_notices_a_lost_worker_meanwhile():
    lost = []

    def check():
        lost.append(True)
        if len(lost) == 3:
            raise RankLostError("gone")

    here = world(capacity=128, check=check)
    here.leader.connect(here.root)
    with pytest.raises(RankLostError, match="gone"):
        for _ in range(100):
            here.leader.announce(Kind.DO, "a")


def test_a_slow_worker_receives_all_that_root_had_to_wait_with():
    here = world(capacity=256)
    here.leader.connect(here.root)

    def lead():
        for number in range(500):
            here.leader.announce(Kind.DO, "a", number, number)
        here.leader.announce(Kind.EXIT)

    thread = threading.Thread(target=lead, daemon=True)
    thread.start()
    assert [payload for what, _, payload in served(here) if what == "join"] == list(range(500))
    thread.join()


@pytest.mark.parametrize("board", [True, False])
def test_what_was_sent_when_a_handler_raised_is_sent_again_and_heard_once(board):
    here = world(board)
    here.leader.connect(here.root)
    here.leader.announce(Kind.DO, "a")
    send = "_post" if board else "_send_by_mpi"
    right = getattr(here.leader, send)

    def interrupted(data):
        right(data)
        raise KeyboardInterrupt

    setattr(here.leader, send, interrupted)
    with pytest.raises(KeyboardInterrupt):
        here.leader.announce(Kind.DO, "b")
    setattr(here.leader, send, right)
    here.leader.announce(Kind.DO, "c")
    here.leader.announce(Kind.EXIT)
    assert [name for _, name, _ in served(here)] == ["a", "b", "c"]


def test_a_worker_rehearses_the_last_call_after_a_long_sleep():
    here = world()
    here.leader.connect(here.root)
    here.leader.announce(Kind.DO, "a", 1, 5)
    rests = iter([False, True, False])

    def rest():
        woken = next(rests, None)
        if woken is None:
            here.leader.announce(Kind.EXIT)
        return woken

    here.follower._ranks.board.rest = rest
    assert served(here) == [("join", "a", 5), *(("again", "a", part) for part in range(3))]


def test_a_rehearsal_ends_when_the_next_header_is_there():
    here = world()
    here.leader.connect(here.root)
    here.leader.announce(Kind.DO, "a", 1, 5)

    def rest():
        here.leader.announce(Kind.EXIT)
        return True

    here.follower._ranks.board.rest = rest
    assert served(here) == [("join", "a", 5), ("again", "a", 0)]


def test_a_worker_leaves_when_root_is_gone(monkeypatch):
    here = world()
    monkeypatch.setattr(leader, "_LOOK_EVERY", 0.0)
    here.follower._root_lives = lambda: os.getpid() == 0
    with pytest.raises(SystemExit):
        here.follower.follow(())
