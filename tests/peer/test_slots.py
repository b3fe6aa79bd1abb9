"""Slots and their leases."""

import pytest

from dino.errors import LocalPeerError
from dino.peer.slots import Slots


def test_leases_are_counted_and_announced():
    told = []
    slots = Slots(4, lambda: told.append(slots.busy))
    slots.lease("one", 3)
    slots.lease("two", 1)
    slots.release("one")
    slots.release("one")
    assert told == [3, 4, 1]
    assert slots.free == 3


def test_too_many_are_refused_and_nothing_is_taken():
    slots = Slots(4)
    slots.lease("one", 3)
    with pytest.raises(LocalPeerError, match="2 slots asked for, 1 of 4 are free"):
        slots.lease("two", 2)
    with pytest.raises(LocalPeerError, match="has slots here already"):
        slots.lease("one", 1)
    assert slots.busy == 3


@pytest.mark.parametrize("count", [0, -3])
def test_no_slots_and_fewer_are_refused(count):
    slots = Slots(4)
    with pytest.raises(LocalPeerError, match=f"{count} slots asked for, expected 1 or more"):
        slots.lease("one", count)
    assert slots.free == 4


def test_the_nodes_own_run_takes_what_is_free():
    slots = Slots(4)
    slots.lease("another's", 3)
    slots.occupy("own", 2)
    assert slots.busy == 4
    slots.occupy("own, too", 2)
    slots.release("own, too")
    slots.release("own")
    assert slots.busy == 3
