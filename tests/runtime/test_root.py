"""Root's session: when it rings for the workers, and how it leaves them."""

import signal
from types import SimpleNamespace

import pytest

from dino.errors import RankLostError
from dino.runtime.leader import Kind
from dino.runtime.root import Root


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
    root.precedents["sort"] = "of before"
    root.join()
    assert heard == [judges, "measured", judges] and not root.precedents


def test_ranks_that_could_not_be_met_once_are_not_waited_for_again():
    """The launcher says only once that they are ready."""
    tries = []

    def join():
        tries.append(True)
        raise OSError("too many open files")

    root = Root(2, 1, join)
    with pytest.raises(OSError, match="too many"):
        root.begin(Kind.DO, "sort", 1, lambda: None)
    with pytest.raises(RankLostError, match="could not meet its ranks before: OSError: too many open files"):
        root.begin(Kind.DO, "sort", 1, lambda: None)
    assert len(tries) == 1 and root.conducts_here()
    root.leave()


def test_no_collective_begins_within_another_or_among_headers():
    """Signal handlers of the script's may call primitives wherever they come: root computes alone there."""
    root = Root(2, 1, lambda: None)
    seen = []
    root.ranks = SimpleNamespace(check=lambda: seen.append(root.conducts_here()), broken=False)
    root.leader.connect(
        SimpleNamespace(board=SimpleNamespace(most=100, post=lambda _: seen.append(root.conducts_here()) or True))
    )
    before = signal.signal(signal.SIGALRM, lambda *_: seen.append(root.conducts_here()))
    try:
        root.leader.announce(Kind.NEXT)
        assert root.conducts_here()
        root.begin(Kind.DO, "sort", 1, lambda: None)
        signal.raise_signal(signal.SIGALRM)
        root.end()
        assert root.conducts_here()
    finally:
        signal.signal(signal.SIGALRM, before)
    assert len(seen) == 4 and not any(seen)


def test_a_forked_child_gets_its_handlers_back_and_says_nothing():
    root = Root(2, 1, lambda: None)
    called = []
    before = signal.signal(signal.SIGALRM, lambda *_: called.append(True))
    try:
        root._deferral.begin()
        root.forget()
        root.announce(Kind.NEXT, line=3)
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert called == [True]


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
