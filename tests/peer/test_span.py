"""Whether a run spans hosts, and what is shown of it."""

import os

import pytest

from dino.errors import LaunchError
from dino.peer import identity, span, token
from dino.peer.address import Address
from dino.peer.home import Home
from dino.peer.message import Alive
from dino.peer.preflight import Place, Plan
from dino.peer.store import Store
from dino.peer.view import Member, State
from tests.peer.simulation import FACTS, named

PLACES = (
    Place("n-a", "alpha", "10.0.0.1:5321", 1, True),
    Place("n-b", "be", "10.0.0.22:5321", 2, False),
    Place("n-c", "c", "10.0.0.3:5321", 10, False),
)


def test_a_run_on_this_machine():
    assert span.table(None, 4) == ["4 ranks on this machine alone"]


def test_the_table_of_a_run_over_hosts():
    plan = Plan(PLACES, (("delta", "it is DEAD"), ("epsilon", "all 2 slots are busy")))
    assert span.table(plan, 13) == [
        "RANKS  HOST   ADDRESS",
        "0      alpha  10.0.0.1:5321 (root)",
        "1-2    be     10.0.0.22:5321",
        "3-12   c      10.0.0.3:5321",
        "not delta: it is DEAD",
        "not epsilon: all 2 slots are busy",
    ]


def test_without_a_daemon_a_run_stays_here(monkeypatch, tmp_path):
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    assert span.chosen(None, None) is None
    with pytest.raises(LaunchError, match="--hosts needs this node's daemon"):
        span.chosen(None, "alpha")


def test_the_socket_of_a_daemon_that_was_killed_is_as_none(monkeypatch, tmp_path):
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    (tmp_path / "run").mkdir(mode=0o700)
    (tmp_path / "run" / "daemon.sock").touch()
    assert span.chosen(2, None) is None


def _node_that_knows(folder, *states):
    """A node without a daemon, and others on its record."""
    home = Home(folder / "data", folder / "state", folder / "run")
    identity.save(identity.fresh(token.fresh().seed), home)
    with Store(home.database) as store:
        store.put(
            Member(Alive(named(number), 2, f"10.0.0.{number}:5321", 7, FACTS, "00", "11"), state, 3, 100.5, 200.25)
            for number, state in enumerate(states)
        )
    return home


def test_a_run_that_could_have_had_peers_says_that_it_stays_here(monkeypatch, tmp_path, capfd):
    """A daemon that does not run is no reason to leave the cluster out silently; `--local` is."""
    _node_that_knows(tmp_path, State.ALIVE, State.DEAD, State.LEFT)
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    assert span.chosen(2, None) is None
    told = capfd.readouterr().err
    assert told.count("\n") == 1 and "stays on this machine" in told and "'dino serve' starts it" in told
    assert "knows 2 other nodes" in told


def test_a_node_that_knows_nobody_says_nothing(monkeypatch, tmp_path, capfd):
    _node_that_knows(tmp_path, State.LEFT)
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    assert span.chosen(2, None) is None and capfd.readouterr().err == ""


def test_a_registry_that_cannot_be_read_is_told_of(monkeypatch, tmp_path, capfd):
    home = _node_that_knows(tmp_path, State.ALIVE)
    home.database.write_bytes(b"no database, but long enough to be looked at" * 100)
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    assert span.chosen(2, None) is None
    assert "registry.db is damaged: 'dino reset'" in capfd.readouterr().err


def test_a_node_that_has_joined_and_never_served_is_told(monkeypatch, tmp_path, capfd):
    """It knows nobody yet but whom it has joined by."""
    home = _node_that_knows(tmp_path)
    with Store(home.database) as store:
        store.add_seed(Address.read("10.0.0.1:5321"))
    monkeypatch.setenv("DINO_HOME", str(tmp_path))
    assert span.chosen(None, None) is None
    assert "the registry knows 10.0.0.1:5321, by which this node has joined" in capfd.readouterr().err


def test_a_run_that_finds_all_peers_busy_says_so(monkeypatch, capfd):
    roster = [_alive("a", True), _alive("b", False, busy=2), _alive("c", False, architecture="arm64")]
    monkeypatch.setattr(span, "_roster", lambda needed: roster)
    assert span.chosen(None, None) is None
    told = capfd.readouterr().err
    assert "stays on this machine" in told and "not b: all 2 slots are busy; not c: its processor is arm64" in told
    assert span.chosen(1, None) is None and capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "environ",
    [
        {"DINO_HOME": "/d"},
        {"XDG_RUNTIME_DIR": "/run/user/1"},
        {"XDG_RUNTIME_DIR": "", "XDG_STATE_HOME": "/s"},
        {"HOME": "/h"},
    ],
)
def test_the_folders_are_where_home_has_them(monkeypatch, environ):
    for name in ("DINO_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    home = Home.of(os.environ)
    assert span._folders() == (str(home.state), str(home.runtime))


def _alive(letter, own, **other):
    return {
        "name": f"n-{letter}",
        "host": letter,
        "address": f"{letter}:5321",
        "state": "ALIVE",
        "slots": 2,
        "busy": 0,
        "architecture": "x86_64",
        "versions": {name: "1.0" for name in ("dino", "python", "numpy", "mpi4py", "mpi")},
        "self": own,
        **other,
    }


def test_which_runs_span(monkeypatch):
    roster = [_alive("a", True), _alive("b", False)]
    monkeypatch.setattr(span, "_roster", lambda needed: roster)
    assert span.chosen(None, None).ranks == 4
    assert span.chosen(1, None) is None
    assert [place.host for place in span.chosen(1, "b").places] == ["a"]
    roster.pop()
    assert span.chosen(None, None) is None
