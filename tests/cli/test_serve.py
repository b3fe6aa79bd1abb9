"""`dino serve`."""

import signal
import socket

import pytest

from tests.cli.nodes import Node, joined


@pytest.fixture
def pair(tmp_path):
    nodes = Node(tmp_path / "a"), Node(tmp_path / "b")
    yield nodes
    for node in nodes:
        node.clean()


def running(pair):
    node, other = pair
    node.dino("init")
    node.serve()
    joined(node, other)
    other.serve()
    node.wait(lambda: state(node) == "ALIVE", "the other is ALIVE")
    return pair


def state(node):
    return next((peer["state"] for peer in node.peers() if not peer["self"]), None)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_clean_stop_is_told_to_the_others(number, pair):
    node, other = running(pair)
    assert other.stop(number) == 0
    node.wait(lambda: state(node) == "LEFT", "the other LEFT", limit=2)
    assert not other.home.socket.exists()
    assert "Traceback" not in other.log.read_text()


def test_a_killed_daemon_starts_again_and_is_known_by_its_name(pair):
    node, other = running(pair)
    name = other.peers()[0]["name"]
    other.stop(signal.SIGKILL)
    other.serve()
    node.wait(lambda: [p["incarnation"] for p in node.peers() if p["name"] == name] == [2], "its second life", limit=2)
    assert state(node) == "ALIVE"


def test_a_whole_cluster_that_was_stopped_finds_itself_again(pair):
    node, other = running(pair)
    other.stop()
    port = node.address().split(":")[1]
    node.stop()
    other.serve()
    node.serve("--port", port)
    for one in pair:
        one.wait(lambda one=one: state(one) == "ALIVE", "they meet again", limit=20)


def test_slots_are_offered(pair):
    node, _ = pair
    node.dino("init")
    node.serve("--slots", "7")
    assert (node.peers()[0]["slots"], node.peers()[0]["busy"]) == (7, 0)


def test_the_log_names_the_others_and_holds_no_token(pair):
    node, other = running(pair)
    log = node.log.read_text()
    name = other.peers()[0]["name"]
    assert f"({name} at {other.address()}) is ALIVE" in log
    assert node.home.token.read_text().strip() not in log


def refused(done):
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    return line


def test_a_second_daemon_is_refused(pair):
    node, _ = pair
    node.dino("init")
    node.serve()
    assert f"a daemon already runs for {node.home.data} (process {node.daemon.pid})" in refused(node.dino("serve"))


def test_a_port_in_use_is_refused(pair):
    node, _ = pair
    node.dino("init")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = node.dino("serve", "--host", "127.0.0.1", "--port", port)
    assert f"127.0.0.1:{port} is in use by another program" in refused(done)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--host", "203.0.113.9"], "not an address of this machine"),
        (["--host", "127.0.0.1:5321"], "give the port with --port"),
        (["--host", "no.such.host.invalid"], "cannot listen on no.such.host.invalid:5321"),
    ],
)
def test_a_bad_host_is_refused(arguments, reason, pair):
    node, _ = pair
    node.dino("init")
    assert reason in refused(node.dino("serve", *arguments))


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--port", "x"], ["--slots", "-1"]])
def test_a_bad_option_is_refused(arguments, pair):
    assert pair[0].dino("serve", *arguments).returncode == 2


def test_without_a_cluster_it_says_how_to_get_one(pair):
    assert "this node belongs to no cluster" in refused(pair[0].dino("serve"))


def test_a_token_open_to_others_is_refused(pair):
    node, _ = pair
    node.dino("init")
    node.home.token.chmod(0o640)
    assert "chmod 600" in refused(node.dino("serve"))


def test_a_damaged_registry_is_told(pair):
    node, _ = pair
    node.dino("init")
    node.home.database.write_bytes(b"rubbish" * 1000)
    assert "is damaged: 'dino reset'" in refused(node.dino("serve"))
    done = node.dino("reset", "--yes")
    assert done.returncode == 0 and "forgot it" in done.stdout, done.stderr


def test_a_copied_identity_is_noticed_and_the_younger_stops(pair, tmp_path):
    import shutil

    node, other = running(pair)
    clone = Node(tmp_path / "clone")
    shutil.copytree(other.folder / "data", clone.folder / "data")
    clone.home.create()
    shutil.copy(other.home.database, clone.home.database)
    try:
        clone.serve()
        assert clone.daemon.wait(20) == 2
        assert "bears this node's identity too" in clone.log.read_text()
        other.wait(lambda: "bears this node's identity too" in other.log.read_text(), "the elder tells")
        assert other.daemon.poll() is None
        node.wait(lambda: [p["address"] for p in node.peers()][1] == other.address(), "the elder is listed")
    finally:
        clone.clean()
