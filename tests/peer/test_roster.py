"""The rows of the list of peers."""

from dino.peer.message import Alive
from dino.peer.roster import roster
from dino.peer.view import Member, State
from tests.peer.simulation import FACTS, named


def member(number, host, **more):
    word = Alive(named(number), 4, f"10.0.0.{number}:5321", 0, {**FACTS, "host": host, "unknown": 1})
    return Member(word, State.ALIVE, 4, 100.0, 200.12345, **more)


def test_this_node_is_first_then_by_host():
    rows = roster([member(1, "b"), member(2, "a"), member(3, "z")], named(3))
    assert [(row["host"], row["self"]) for row in rows] == [("z", True), ("a", False), ("b", False)]


def test_a_row_is_made_of_known_facts_and_rounded_times():
    (row,) = roster([member(1, "b", rtt=0.0012345, load=0.5)], named(9))
    assert row["rtt_ms"] == 1.23
    assert row["last_seen"] == 200.123
    assert row["load"] == 0.5
    assert "unknown" not in row
