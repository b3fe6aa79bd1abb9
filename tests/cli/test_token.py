"""`dino token`."""

import pytest

from dino.peer import token
from tests.cli.nodes import Node


@pytest.fixture
def node(tmp_path):
    node = Node(tmp_path / "a")
    yield node
    node.clean()


def test_only_the_line_to_paste_goes_to_standard_output(node):
    node.dino("init")
    node.serve()
    done = node.dino("token")
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    read = token.read(line)
    assert str(read.address) == node.address()
    assert read.seed == token.read(node.home.token.read_text()).seed
    assert "dino init --join" in done.stderr


def test_without_a_daemon_it_says_so(node):
    node.dino("init")
    done = node.dino("token")
    assert token.read(done.stdout).address.port == 5321
    assert "the daemon is not running" in done.stderr


def test_without_a_cluster_it_says_how_to_get_one(node):
    done = node.dino("token")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dino: this node belongs to no cluster")
