"""`dino init`."""

import os
import pty
import re
import sys

import pytest

from dino.peer import token
from tests.cli.nodes import Node, joined


@pytest.fixture
def node(tmp_path):
    node = Node(tmp_path / "a")
    yield node
    node.clean()


@pytest.fixture
def other(tmp_path):
    other = Node(tmp_path / "b")
    yield other
    other.clean()


def refused(done):
    """Return the one line with which a command refused."""
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line.removeprefix("dino: ")


def test_creating_says_what_was_done_what_it_means_and_what_is_next(node):
    done = node.dino("init")
    assert done.returncode == 0
    assert re.search(r"Created a cluster. This node is n-[a-z2-7]{32}", done.stdout)
    assert "Whoever has the cluster's token can run programs as" in done.stdout
    assert "Next: 'dino serve'" in done.stdout
    assert node.home.token.read_text().strip() not in done.stdout


def test_a_second_time_is_refused_and_changes_nothing(node):
    node.dino("init")
    before = node.home.token.read_text()
    assert "already belongs to a cluster" in refused(node.dino("init"))
    assert "already belongs to a cluster" in refused(node.dino("init", "--join"))
    assert node.home.token.read_text() == before


def test_joining_by_standard_input_file_and_environment(node, tmp_path):
    node.dino("init")
    node.serve()
    line = node.dino("token").stdout
    (tmp_path / "token").write_text(line)
    bare, _, address = line.strip().partition("@")
    ways = [
        (["--token-file", "-"], {"input": line}),
        (["--token-file", tmp_path / "token"], {}),
        ([], {"env": {"DINO_TOKEN": line}}),
        (["--peer", address], {"env": {"DINO_TOKEN": bare}}),
    ]
    for number, (arguments, options) in enumerate(ways):
        done = Node(tmp_path / f"joiner{number}").dino("init", "--join", *arguments, **options)
        assert done.returncode == 0, done.stderr
        assert "Joined the cluster of" in done.stdout
        assert bare not in done.stdout + done.stderr


def test_the_prompt_does_not_show_the_token(node, other):
    node.dino("init")
    node.serve()
    line = node.dino("token").stdout
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "dino", "init", "--join"], other.environment())
    shown = b""
    while b"Token" not in shown:
        shown += os.read(terminal, 1000)
    os.write(terminal, line.encode())
    while True:
        try:
            shown += os.read(terminal, 1000)
        except OSError:
            break
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, shown
    assert b"Joined the cluster" in shown
    assert line.strip().encode()[:20] not in shown


def test_two_nodes_list_each_other_in_both_databases(node, other):
    node.dino("init")
    node.serve()
    joined(node, other)
    other.serve()
    for one in (node, other):
        one.wait(lambda one=one: [p["state"] for p in one.peers()] == ["ALIVE", "ALIVE"], "both are listed", limit=2)
    names = [sorted(peer["name"] for peer in one.peers()) for one in (node, other)]
    assert names[0] == names[1]


def test_without_a_terminal_the_token_must_come_otherwise(other):
    assert "no terminal to ask for the token" in refused(other.dino("init", "--join"))


GOOD = str(token.Token(bytes(32)))
BAD = [
    ({"input": "rubbish\n"}, ["--token-file", "-"], "this is no DiNo token"),
    ({"input": GOOD[:-3]}, ["--token-file", "-"], "was it cut off?"),
    ({"input": GOOD[:-1] + "7"}, ["--token-file", "-"], "check characters do not match"),
    ({"input": GOOD}, ["--token-file", "-"], "the token has no address: say where a member is with --peer"),
    ({"input": GOOD}, ["--token-file", "-", "--peer", "a:b:c"], "not an address: 'a:b:c'"),
    ({"input": GOOD}, ["--token-file", "-", "--peer", "127.0.0.1:1"], "127.0.0.1:1 cannot be reached: nothing listens"),
    ({}, ["--token-file", "/nonexistent"], "cannot read the token file /nonexistent: No such file"),
]


@pytest.mark.parametrize(("options", "arguments", "reason"), BAD)
def test_what_cannot_be_joined_is_one_clear_line_and_leaves_nothing(options, arguments, reason, other):
    line = refused(other.dino("init", "--join", *arguments, **options))
    assert reason in line
    assert GOOD[6:30] not in line
    assert not other.folder.exists()


def test_options_of_joining_need_join(other):
    assert "belong to --join" in refused(other.dino("init", "--peer", "x"))


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    assert "cannot create" in refused(Node(tmp_path / "file").dino("init"))
