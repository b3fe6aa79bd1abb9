"""Root's session: when it rings for the workers, and how it leaves them."""

import signal
from types import SimpleNamespace

import pytest

from dino.errors import RankLostError
from dino.runtime.session import Root


class Rings:
    """A board that counts."""

    def __init__(self):
        self.count = 0

    def ring(self):
        self.count += 1


def test_workers_wake_while_root_decides_if_they_had_a_part_in_the_last_call():
    ranks = SimpleNamespace(board=Rings())
    root = Root(2, 1, lambda: ranks)
    root.rouse()
    assert ranks.board.count == 0  # none of them is there yet
    root.ranks = ranks
    root.rouse()
    assert ranks.board.count == 1
    root.distributes = False
    root.rouse()
    assert ranks.board.count == 1


def test_ranks_on_several_hosts_have_no_board():
    root = Root(2, 2, lambda: None)
    root.ranks = SimpleNamespace(board=None)
    root.rouse()


def test_steps_hear_what_root_does_alone_and_again_when_the_ranks_are_measured():
    heard = []
    ranks = SimpleNamespace(link=None, reached=1)
    root = Root(2, 1, lambda: ranks)
    judges = SimpleNamespace(measured=lambda *_: heard.append("measured"), place=SimpleNamespace(link=None))
    vars(root)["judge"] = judges
    root.know([SimpleNamespace(limit=heard.append)])
    assert heard == [judges]
    root.leader = SimpleNamespace(connect=lambda _: None)
    root.join()
    assert heard == [judges, "measured", judges]


@pytest.mark.parametrize("lost", [False, True])
def test_no_handler_of_the_scripts_runs_while_root_leaves(lost, monkeypatch):
    """It would raise where nobody could see why."""
    called = []
    before = signal.signal(signal.SIGALRM, lambda *_: called.append(True))
    root = Root(2, 1, lambda: None)
    root.ranks = SimpleNamespace(broken=False)

    def release():
        signal.raise_signal(signal.SIGALRM)
        if lost:
            raise RankLostError("gone")

    monkeypatch.setattr(root, "_release", release)
    try:
        root.leave()
        assert not called
        signal.raise_signal(signal.SIGALRM)
        assert called == [True]
    finally:
        signal.signal(signal.SIGALRM, before)
