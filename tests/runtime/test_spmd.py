"""Loops that all ranks walk: how root tells of them, and what a worker makes of that."""

from types import SimpleNamespace

import pytest

from dino.runtime import session, spmd
from dino.runtime.leader import Header, Kind


class Root:
    """Root's session, and what it has noted."""

    is_root = True

    def __init__(self):
        self.noted = []
        self.leader = SimpleNamespace(note=lambda kind, name="", line=0, payload=None: self.add(kind, line, payload))
        self.announce = self.leader.note

    def add(self, *header):
        """Take a header."""
        self.noted.append(header)


class Worker:
    """A worker's session, which hears what root has noted."""

    is_root = False

    def __init__(self, noted):
        self.heard = iter(noted)
        self.follower = self

    def follow(self, kinds, name="", line=0):
        """Return the next header, if it is one of these."""
        kind, place, payload = next(self.heard)
        assert kind in kinds and place == line
        return Header(0, kind, name, line, payload)

    def rounds(self, count):
        """So many rounds, in all of which steps are reached."""
        return [None] * count


ITERABLES = {
    "range": range(4),
    "steps": range(9, 0, -3),
    "empty range": range(0),
    "tuple": (1, "a", None),
    "string": "abc",
    "bytes": b"",
    "list": [1, 2],
    "generator": (n for n in range(2)),
    "dictionary": {1: 2},
    "no items": [],
}


@pytest.mark.parametrize("name", ITERABLES)
def test_workers_iterate_as_often_as_root(name, monkeypatch):
    """Whatever it is; a range, a tuple or a string takes one header."""
    root = Root()
    monkeypatch.setattr(session, "_session", root)
    items = list(spmd._each(ITERABLES[name], 3))
    monkeypatch.setattr(session, "_session", Worker(root.noted))
    assert list(spmd._each(False, 3)) == [None] * len(items)
    if name != "generator":
        assert items == list(ITERABLES[name])
    if type(ITERABLES[name]) in (range, tuple, str, bytes):
        assert root.noted == [(Kind.TIMES, 3, len(items))]
    else:
        assert [kind for kind, *_ in root.noted] == [Kind.NEXT] * len(items) + [Kind.STOP]


def test_a_list_may_become_longer_while_it_is_walked(monkeypatch):
    root, items = Root(), [1]
    monkeypatch.setattr(session, "_session", root)
    for item in spmd._each(items, 3):
        if item < 4:
            items.append(item + 1)
    assert len(root.noted) == 5


def test_a_range_may_have_no_length(monkeypatch):
    """More than 2**63 iterations are told one by one."""
    root = Root()
    monkeypatch.setattr(session, "_session", root)
    walk = spmd._each(range(2**70), 3)
    assert [next(walk), next(walk)] == [0, 1]
    assert [kind for kind, *_ in root.noted] == [Kind.NEXT] * 2


def test_no_tuple_of_another_type_is_trusted(monkeypatch):
    """Its length need not be the number of its items."""

    class Mine(tuple):
        def __len__(self):
            return 1

    root = Root()
    monkeypatch.setattr(session, "_session", root)
    assert list(spmd._each(Mine((1, 2)), 3)) == [1, 2]
    assert [kind for kind, *_ in root.noted] == [Kind.NEXT, Kind.NEXT, Kind.STOP]
