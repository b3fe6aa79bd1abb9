"""The HTTPS port, with real TLS on loopback: who is let in, who is not, and what the log says of it."""

import contextlib
import datetime
import socket
import ssl
import time

import pytest
from websockets.client import ClientProtocol
from websockets.protocol import State
from websockets.uri import parse_uri

from dino.errors import LocalPeerError
from dino.peer import server, tls
from dino.peer.client import Client
from tests.peer.conftest import NOW, served


def test_a_member_is_let_in_under_its_verified_name(alices_port, alice, bob):
    assert Client(bob).get(alice.name, alices_port, "/who") == {"peer": bob.name}


def test_a_websocket_carries_bytes_and_the_verified_name(alices_port, alice, bob):
    with Client(bob).websocket(alice.name, alices_port, "/echo") as stream:
        assert stream.recv() == bob.name
        stream.send(b"\0" * 3_000_000)
        assert stream.recv() == b"\0" * 3_000_000


def test_it_stops_while_a_closed_stream_waits_for_the_other_sides_good_bye(alice, bob):
    frames = ClientProtocol(parse_uri("wss://alice/echo"))
    with served(tls.server_context(alice, NOW)) as port, contextlib.ExitStack() as stack:
        plain = stack.enter_context(socket.create_connection((port.host, port.port), timeout=5))
        context = tls.client_context(bob, NOW)
        secure = stack.enter_context(context.wrap_socket(plain, server_hostname=alice.name + tls.DOMAIN))
        frames.send_request(frames.connect())
        secure.sendall(b"".join(frames.data_to_send()))
        while frames.state is not State.OPEN:
            frames.receive_data(secure.recv(1000))
        frames.send_close(1000)
        secure.sendall(b"".join(frames.data_to_send()))
        assert secure.recv(1000)  # its answer
        stack.pop_all()  # open while the listener stops; its failure would be raised here
    secure.close()


def attempt(address, context, hostname):
    """Make a request with `context` and return what came back, b'' if the server hung up."""
    plain = socket.create_connection((address.host, address.port), timeout=5)
    with (
        contextlib.suppress(ConnectionError, ssl.SSLError),
        context.wrap_socket(plain, server_hostname=hostname) as secure,
    ):
        secure.sendall(b"GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return secure.recv(1000)
    plain.close()
    return b""


def trusting(context):
    """Return `context` without any check of the server: a stranger does not care."""
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.sslsocket_class = ssl.SSLSocket
    return context


def no_certificate(alice, bob, stranger):
    return trusting(ssl.create_default_context())


def other_cluster(alice, bob, stranger):
    return trusting(tls.client_context(stranger, NOW))


def another_members_name(alice, bob, stranger):
    return trusting(tls.client_context(bob, NOW, name=alice.name))


def not_a_members_name(alice, bob, stranger):
    return trusting(tls.client_context(bob, NOW, name="n-" + "a" * 32))


def from_the_future(alice, bob, stranger):
    return trusting(tls.client_context(bob, NOW + datetime.timedelta(days=3)))


def expired(alice, bob, stranger):
    return trusting(tls.client_context(bob, NOW - datetime.timedelta(days=3700)))


STRANGERS = [
    (no_certificate, "it showed no certificate"),
    (other_cluster, "its certificate is not of this cluster"),
    (another_members_name, "is not the hash of its own key"),
    (not_a_members_name, "is not the hash of its own key"),
    (from_the_future, "its clock, or ours, is wrong"),
    (expired, "its clock, or ours, is wrong"),
]


@pytest.mark.parametrize(("disguise", "reason"), STRANGERS)
def test_a_stranger_gets_no_answer_and_a_line_in_the_log(disguise, reason, alices_port, alice, bob, stranger, caplog):
    context = disguise(alice, bob, stranger)
    assert attempt(alices_port, context, alice.name + tls.DOMAIN) == b""
    assert wait_for(lambda: caplog.messages)
    (line,) = caplog.messages
    assert line.startswith("refused 127.0.0.1: ") and reason in line


def test_a_member_is_let_in_by_the_same_attempt(alices_port, alice, bob):
    answer = attempt(alices_port, trusting(tls.client_context(bob, NOW)), alice.name + tls.DOMAIN)
    assert answer.startswith(b"HTTP/1.1 200")


def test_plain_http_and_old_tls_are_refused(alices_port, alice, bob, caplog):
    with socket.create_connection((alices_port.host, alices_port.port), timeout=5) as plain:
        plain.sendall(b"GET /who HTTP/1.1\r\nHost: x\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            assert b"200" not in plain.recv(1000)
    context = trusting(tls.client_context(bob, NOW))
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert attempt(alices_port, context, alice.name + tls.DOMAIN) == b""
    assert wait_for(lambda: len(caplog.messages) == 2)


def test_a_silent_connection_is_dropped(alices_port, monkeypatch, caplog):
    monkeypatch.setattr(server, "_HANDSHAKE", 0.2)
    with socket.create_connection((alices_port.host, alices_port.port), timeout=5) as plain:
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            assert plain.recv(1) == b""
        assert time.monotonic() - began < 3


def test_a_port_in_use_is_told(alices_port):
    with pytest.raises(LocalPeerError, match="is in use by another program"):
        server.listen(alices_port.host, alices_port.port)


def test_an_address_of_another_machine_is_told():
    with pytest.raises(LocalPeerError, match="203.0.113.9 is not an address of this machine"):
        server.listen("203.0.113.9", 0)


def test_the_unix_socket_is_private_and_its_path_may_be_long(tmp_path):
    path = tmp_path / ("d" * 120) / "daemon.sock"
    path.parent.mkdir()
    with server.listen_locally(path):
        assert path.stat().st_mode & 0o777 == 0o600


def wait_for(true, limit=5.0):
    end = time.monotonic() + limit
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    return true()
