"""Asking a daemon that is not there, or does not behave."""

import threading

import pytest

from dino.errors import LocalPeerError, PeerUnreachable
from dino.peer import local
from dino.peer.home import Home
from dino.peer.server import listen_locally


@pytest.fixture
def home(tmp_path):
    home = Home.of({"DINO_HOME": str(tmp_path)})
    home.create()
    return home


def answering(home, answer):
    """Listen in the daemon's place and give `answer` to the first caller."""
    sock = listen_locally(home.socket)

    def serve():
        connection, _ = sock.accept()
        with connection, sock:
            asked = b""
            while not asked.endswith(b"null"):
                asked += connection.recv(10_000)
            connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()


def test_no_daemon_is_told(home):
    with pytest.raises(PeerUnreachable, match="the daemon is not running: 'dino serve' starts it"):
        local.peers(home)


def test_the_socket_of_a_killed_daemon_is_no_daemon(home):
    listen_locally(home.socket).close()
    with pytest.raises(PeerUnreachable, match="is not running"):
        local.peers(home)


def test_only_the_living_are_live(home):
    body = b'[{"name": "a", "state": "ALIVE"}, {"name": "b", "state": "SUSPECT"}, {"name": "c", "state": "DEAD"}]'
    answering(home, b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    assert [peer["name"] for peer in local.live_peers(home)] == ["a"]


def test_an_error_of_the_daemon_is_told(home):
    answering(home, b'HTTP/1.1 400 Bad\r\nContent-Length: 16\r\n\r\n{"error": "why"}')
    with pytest.raises(LocalPeerError, match="the daemon answered 400: why"):
        local.ask(home, "GET", "/x")


@pytest.mark.parametrize("answer", [b"", b"rubbish\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{"])
def test_rubbish_is_told(answer, home):
    answering(home, answer)
    with pytest.raises(PeerUnreachable, match="does not answer"):
        local.ask(home, "GET", "/x")


def test_a_silent_daemon_is_waited_for_no_longer_than_asked(home):
    with listen_locally(home.socket), pytest.raises(PeerUnreachable, match="does not answer"):
        local.ask(home, "GET", "/x", patience=0.1)
