"""`dino reset`."""

import signal
import sys

import pytest

from tests.cli.nodes import Node, joined
from tests.cli.terminal import Terminal


@pytest.fixture
def pair(tmp_path):
    nodes = Node(tmp_path / "a"), Node(tmp_path / "b")
    node, other = nodes
    node.dino("init")
    node.serve()
    joined(node, other)
    other.serve()
    node.wait(lambda: state(node) == "ALIVE", "the other is ALIVE")
    yield nodes
    for node in nodes:
        node.clean()


def state(node):
    return next((peer["state"] for peer in node.peers() if not peer["self"]), None)


def test_a_running_daemon_is_stopped_and_leaves(pair):
    node, other = pair
    done = other.dino("reset", "--yes")
    assert done.returncode == 0, done.stderr
    assert other.daemon.wait(1) == 0
    node.wait(lambda: state(node) == "LEFT", "the other LEFT", limit=2)
    assert [path for path in other.folder.rglob("*") if path.is_file()] == []


def test_a_killed_daemon_s_node_still_says_good_bye(pair):
    node, other = pair
    other.stop(signal.SIGKILL)
    assert other.dino("reset", "--yes").returncode == 0
    node.wait(lambda: state(node) == "LEFT", "the other LEFT", limit=2)


def test_after_a_reset_one_can_join_anew_under_another_name(pair):
    node, other = pair
    old = other.peers()[0]["name"]
    other.dino("reset", "--yes")
    joined(node, other)
    other.serve()
    assert other.peers()[0]["name"] != old


def test_without_yes_and_terminal_nothing_happens(pair):
    _, other = pair
    done = other.dino("reset")
    assert done.returncode == 2
    assert done.stderr == "dino: no terminal to ask for confirmation: give --yes\n"
    assert other.home.token.exists() and other.peers()


def test_who_says_no_keeps_everything(tmp_path):
    node = Node(tmp_path / "a")
    node.dino("init")
    terminal = Terminal([sys.executable, "-m", "dino", "reset"], tmp_path, node.environment())
    terminal.expect("[y/N]")
    terminal.type("n\n")
    terminal.expect("Nothing was changed.")
    assert terminal.end() == 1
    assert node.home.token.exists()
    node.clean()


def test_nothing_to_reset_is_no_error(tmp_path):
    done = Node(tmp_path / "new").dino("reset", "--yes")
    assert done.returncode == 0
    assert "Nothing to reset" in done.stdout


def test_when_nobody_can_be_told_it_says_so(pair):
    for node in pair:
        node.stop(signal.SIGKILL)
    done = pair[1].dino("reset", "--yes")
    assert done.returncode == 0
    assert "No other member could be reached" in done.stderr
