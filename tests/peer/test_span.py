"""Whether a run spans hosts, and what is shown of it."""

import os

import pytest

from dino.errors import LaunchError
from dino.peer import span
from dino.peer.preflight import Place, Plan

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


@pytest.mark.parametrize(
    "environ",
    [
        {"DINO_HOME": "/d"},
        {"XDG_RUNTIME_DIR": "/run/user/1"},
        {"XDG_RUNTIME_DIR": "", "XDG_STATE_HOME": "/s"},
        {"HOME": "/h"},
    ],
)
def test_the_socket_is_where_home_has_it(monkeypatch, environ):
    from dino.peer.home import Home

    for name in ("DINO_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert span._socket() == str(Home.of(os.environ).socket)


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
