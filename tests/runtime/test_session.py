"""Root's session: when it rings for the workers."""

from types import SimpleNamespace

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
