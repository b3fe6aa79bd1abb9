"""The registry's database."""

import sqlite3

import pytest

from dino.errors import StoreError
from dino.peer.address import Address
from dino.peer.message import Alive, Left
from dino.peer.store import VERSION, Store, read_members
from dino.peer.view import Member, State
from tests.peer.simulation import FACTS, named


def member(number, state=State.ALIVE, **more):
    word = Alive(named(number), 2, f"10.0.0.{number}:5321", 7, FACTS, "00", "11")
    return Member(word, state, 3, 100.5, 200.25, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "registry.db"


def test_members_outlive_the_daemon(path):
    gone = member(2, State.LEFT, left=Left(named(2), 3, "00", "11"))
    kept = [member(1, rtt=0.002, load=0.5), gone, member(3, State.DEAD)]
    with Store(path) as store:
        store.put(kept)
        store.put([member(4)])
        store.forget(named(4))
    assert read_members(path) == kept


def test_the_newest_word_replaces_the_last(path):
    with Store(path) as store:
        store.put([member(1)])
        store.put([member(1, State.DEAD)])
        assert [known.state for known in store.members()] == [State.DEAD]


def test_the_incarnation_never_goes_back(path):
    with Store(path) as store:
        assert store.incarnation() == 0
        store.remember(7)
        store.remember(5)
    with Store(path) as store:
        assert store.incarnation() == 7


def test_seeds_are_kept_once(path):
    with Store(path) as store:
        store.add_seed(Address("b", 1))
        store.add_seed(Address("a", 2))
        store.add_seed(Address("b", 1))
        assert store.seeds() == [Address("a", 2), Address("b", 1)]


def test_the_file_is_private(path):
    with Store(path) as store:
        store.remember(1)
        assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}


def test_no_database_is_no_knowledge(path):
    assert read_members(path) == []
    assert not path.exists()


def test_a_newer_schema_is_refused(path):
    Store(path).close()
    with sqlite3.connect(path) as base:
        base.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="written by a newer DiNo"):
        Store(path)


def test_a_damaged_file_is_told(path):
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="is damaged: 'dino reset'"):
        Store(path)


def test_a_truncated_file_is_damaged(path):
    Store(path).close()
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(StoreError, match="is damaged: 'dino reset'"), Store(path) as store:
        store.members()


def test_an_unwritable_place_is_told(path):
    with pytest.raises(StoreError, match="cannot be used: No such file or directory"):
        Store(path / "x" / "y.db")


def test_a_failed_write_changes_nothing(path):
    with Store(path) as store:
        store.put([member(1)])
        with pytest.raises(StoreError):
            store.put([member(2), member(3, "UNHEARD OF")])
        assert [known.alive.name for known in store.members()] == [named(1)]
