"""Addresses."""

import pytest

from dino.errors import LocalPeerError
from dino.peer.address import Address, is_own, own_host

GOOD = [
    ("host", Address("host", 5321), "host:5321"),
    ("host.lan:80", Address("host.lan", 80), "host.lan:80"),
    ("10.0.0.1", Address("10.0.0.1", 5321), "10.0.0.1:5321"),
    ("[::1]", Address("::1", 5321), "[::1]:5321"),
    ("[fd00::2]:99", Address("fd00::2", 99), "[fd00::2]:99"),
]


@pytest.mark.parametrize(("text", "address", "written"), GOOD)
def test_addresses_are_read_and_written(text, address, written):
    assert Address.read(text) == address
    assert str(address) == written
    assert Address.read(written) == address


@pytest.mark.parametrize(
    "text", ["", "a b", "host:", "host:x", "host:0", "host:65536", "fd00::2", ":80", "[::1", "a/b", "a..b", "a" * 64]
)
def test_bad_addresses_are_told(text):
    with pytest.raises(LocalPeerError, match="not an address|not a port"):
        Address.read(text)


def test_the_own_address_is_the_one_on_the_way_to_a_peer():
    assert own_host("127.0.0.1") == "127.0.0.1"


def test_an_address_is_ours_or_not():
    assert is_own("127.0.0.1")
    assert not is_own("203.0.113.9")
