"""What the kernel tells of connections: a silent one is lost, a busy or an idle one is not."""

import os
import socket
import sys

import pytest

from dino.runtime import connections


def info(again, probes, answered):
    """TCP_INFO of a connection: what was sent so many times again, probes, and milliseconds since the last answer."""
    told = bytearray(104)
    told[2], told[3] = again, probes
    told[56:60] = answered.to_bytes(4, sys.byteorder)
    return bytes(told)


@pytest.mark.parametrize(
    ("again", "probes", "answered", "silent"),
    [
        (0, 0, 3_600_000, False),  # nothing has been sent for an hour
        (3, 0, 7_900, False),
        (2, 0, 8_100, False),
        (3, 0, 8_000, True),
        (15, 0, 900_000, True),
        (0, 6, 7_900, False),  # whose receiver reads nothing
        (0, 6, 8_100, True),
    ],
)
def test_silence_is_what_is_sent_again_and_not_answered(again, probes, answered, silent):
    assert connections.is_silent(info(again, probes, answered)) is silent


@pytest.fixture
def pair():
    """Both ends of a connection over loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        other, _ = server.accept()
    with one, other:
        yield one, other


def test_the_kernel_is_asked_about_each_connection(pair, monkeypatch):
    asked = []
    monkeypatch.setattr(connections, "is_silent", lambda told: asked.append(len(told)))
    assert connections.lost() is None
    assert asked.count(104) >= 2  # what else this process has is its own affair


def test_the_silent_one_is_named(pair, monkeypatch):
    monkeypatch.setattr(connections, "is_silent", lambda told: True)
    assert connections.lost() == "127.0.0.1"


def test_all_are_as_they_were(pair):
    one, other = pair
    before = os.listdir("/proc/self/fd")
    assert connections.lost() is None
    assert os.listdir("/proc/self/fd") == before
    one.sendall(b"word")
    assert other.recv(4) == b"word"


def test_a_reader_that_stands_still_is_not_lost(pair):
    """The kernel answers for it, however much waits to be read."""
    one, _ = pair
    one.setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            one.send(bytes(1 << 16))
    assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)[2] == 0
    assert connections.lost() is None
