"""`dino listall`."""

import functools
import json
import signal

import pytest
import rich.console

from dino.cli import listall
from tests.cli.nodes import Node, joined

KEYS = {"name", "address", "state", "self", "cores", "slots", "busy", "versions", "rtt_ms", "last_seen"}


@pytest.fixture
def pair(tmp_path):
    nodes = Node(tmp_path / "a"), Node(tmp_path / "b")
    node, other = nodes
    node.dino("init")
    node.serve()
    joined(node, other)
    other.serve()
    node.wait(lambda: len(node.peers()) == 2 and node.peers()[1]["rtt_ms"] is not None, "the other is met")
    yield nodes
    for node in nodes:
        node.clean()


def test_json_has_the_promised_keys_for_every_node_this_one_first(pair):
    done = pair[0].dino("listall", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 0 and done.stderr == ""
    assert [row["self"] for row in rows] == [True, False]
    assert all(row.keys() >= KEYS for row in rows)
    assert all(row["state"] == "ALIVE" and row["cores"] >= 1 for row in rows)
    assert rows[1]["rtt_ms"] > 0


def test_the_table_has_a_line_for_every_node(pair):
    lines = pair[0].dino("listall").stdout.splitlines()
    for address in (node.address() for node in pair):
        assert sum(address in line and "ALIVE" in line for line in lines) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_without_a_daemon_it_says_so_and_shows_what_was_known(number, pair):
    node, other = pair
    node.stop(number)
    done = node.dino("listall", "--json")
    assert done.returncode == 0
    assert done.stderr.startswith("dino: the daemon is not running: 'dino serve' starts it")
    states = {row["address"]: row["state"] for row in json.loads(done.stdout)}
    assert states[other.address()] == "ALIVE"
    assert sorted(states.values()) == sorted(["ALIVE", "LEFT" if number == signal.SIGTERM else "DEAD"])


def test_before_the_first_daemon_nothing_is_known(tmp_path):
    node = Node(tmp_path / "new")
    node.dino("init")
    done = node.dino("listall")
    told = "dino: the daemon is not running: 'dino serve' starts it. No node is known yet\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, "", told)
    assert json.loads(node.dino("listall", "--json").stdout) == []


def test_without_a_cluster_it_says_how_to_get_one(tmp_path):
    done = Node(tmp_path / "new").dino("listall")
    assert (done.returncode, done.stdout) == (2, "")
    assert "this node belongs to no cluster" in done.stderr


@pytest.mark.parametrize(
    ("width", "host", "left_out"),
    [
        (120, "host2", ""),
        (80, "host2", "Memory"),
        (80, "compute-node-17.cluster.physik.example.org", "Memory Load RTT Cores Seen Slots"),
    ],
)
def test_a_narrow_terminal_shows_fewer_columns_not_parts_of_words(width, host, left_out, monkeypatch, capsys):
    seen = {"busy": 0, "slots": 2, "cores": 2, "memory": 24 << 30, "load": 1.2, "rtt_ms": 17.6, "last_seen": 0.0}
    rows = [{**row(host, own), **seen, "address": "10.99.0.1:5321", "state": "SUSPECT"} for own in (True, False)]
    console = functools.partial(rich.console.Console, force_terminal=True, color_system=None)
    monkeypatch.setattr(rich.console, "Console", lambda **given: console(**{"width": width, **given}))
    listall._print(rows)
    shown = capsys.readouterr().out
    assert "…" not in shown and f"{host} *" in shown
    assert set(left_out.split()) == {title for title in listall._COLUMNS if title not in shown}


@pytest.mark.parametrize(("state", "slots"), [("ALIVE", "1/2"), ("LEFT", "-/2"), ("DEAD", "-/2")])
def test_only_a_living_node_has_busy_slots(state, slots):
    seen = {"busy": 1, "slots": 2, "cores": 2, "memory": 24 << 30, "load": 1.2, "rtt_ms": 17.6, "last_seen": 0.0}
    shown = listall._cells({**row("host2", False), **seen, "address": "10.99.0.1:5321", "state": state}, 9.0)
    assert dict(zip(listall._COLUMNS, shown, strict=True))["Slots"] == slots


def row(host, own, **versions):
    return {"host": host, "self": own, "state": "ALIVE", "versions": {"python": "3.11.7", "mpi": "mpich 5", **versions}}


def test_only_versions_that_differ_are_named():
    rows = [row("here", True), row("same", False), row("old", False, python="3.10.1")]
    assert list(listall._differences(rows)) == ["old has python 3.10.1; here: python 3.11.7."]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (7300, "2 h"), (200_000, "2 d")]
)
def test_lengths_of_time_are_short(seconds, text):
    assert listall._ago(seconds) == text


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (("LEFT", "ALIVE"), "1"),
        (("DEAD", "LEFT", "SUSPECT"), "2"),
        (("LEFT", "DEAD"), "01"),
        (("ALIVE", "ALIVE"), "01"),
    ],
)
def test_a_node_that_joined_anew_is_shown_once(states, shown):
    rows = [{"address": "10.0.0.1:5321", "state": state, "name": str(name)} for name, state in enumerate(states)]
    elsewhere = {"address": "10.0.0.2:5321", "state": "LEFT", "name": "elsewhere"}
    assert listall._without_former([*rows, elsewhere]) == [*(rows[int(name)] for name in shown), elsewhere]
