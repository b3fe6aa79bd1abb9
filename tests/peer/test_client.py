"""What the client refuses, and how it says what went wrong."""

import datetime
import socket

import pytest

from dino.errors import PeerUnreachable, RemotePeerError
from dino.peer import tls
from dino.peer.address import Address
from dino.peer.client import Client
from tests.peer.conftest import NOW


def test_identify_returns_the_verified_name(alices_port, alice, bob):
    assert Client(bob).identify(alices_port) == alice.name


def test_another_members_port_is_refused(alices_port, bob, seed):
    with pytest.raises(RemotePeerError, match="is now another node of this cluster"):
        Client(bob).get(bob.name, alices_port, "/who")


def test_another_cluster_is_refused_by_us(alices_port, alice, stranger):
    with pytest.raises(RemotePeerError, match="belongs to another cluster"):
        Client(stranger).get(alice.name, alices_port, "/who")
    with pytest.raises(RemotePeerError, match="belongs to another cluster"):
        Client(stranger).identify(alices_port)


def test_a_server_under_another_members_name_is_refused(serving, alice, bob):
    port = serving(tls.server_context(bob, NOW, name=alice.name))
    for call in (lambda c: c.get(alice.name, port, "/who"), lambda c: c.identify(port)):
        with pytest.raises(RemotePeerError, match="is not the hash of its own key"):
            call(Client(alice))
    stream = Client(alice).websocket(alice.name, port, "/echo")
    with pytest.raises(RemotePeerError, match="is not the hash of its own key"), stream:
        pass


def test_a_refused_certificate_is_explained(alices_port, alice, bob):
    client = Client(bob)
    client.context = tls.client_context(bob, NOW + datetime.timedelta(days=3))
    with pytest.raises(RemotePeerError, match="refused this node's certificate"):
        client.get(alice.name, alices_port, "/who")


def test_a_servers_wrong_clock_is_named(serving, alice, bob):
    port = serving(tls.server_context(alice, NOW + datetime.timedelta(days=3)))
    with pytest.raises(RemotePeerError, match="its clock, or ours"):
        Client(bob).get(alice.name, port, "/who")


def test_the_webs_authorities_are_not_trusted(alices_port, alice, bob):
    client = Client(bob)
    client.get(alice.name, alices_port, "/who")
    assert [ca["serialNumber"] for ca in client.context.get_ca_certs()] == ["01"]


def test_the_environment_changes_nothing(alices_port, alice, bob, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert Client(bob).get(alice.name, alices_port, "/who") == {"peer": bob.name}


def test_a_closed_connection_is_opened_again(serving, alice, bob):
    client = Client(bob)
    port = serving(tls.server_context(alice, NOW))
    client.get(alice.name, port, "/who")
    for pool in client._session(alice.name).get_adapter("https://").poolmanager.pools._container.values():
        connection = pool._get_conn()
        connection.sock.shutdown(socket.SHUT_WR)
        pool._put_conn(connection)
    assert client.get(alice.name, port, "/who") == {"peer": bob.name}


def test_an_unknown_path_is_an_error_of_the_other(alices_port, alice, bob):
    with pytest.raises(RemotePeerError, match="answered 404"):
        Client(bob).get(alice.name, alices_port, "/nothing")


def test_nobody_there_is_unreachable(alice, bob):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        closed = Address("127.0.0.1", silent.getsockname()[1])
        with pytest.raises(PeerUnreachable, match="no answer in time"):
            Client(bob).get(alice.name, closed, "/who", patience=0.2)
    with pytest.raises(PeerUnreachable, match="nothing listens there"):
        Client(bob).get(alice.name, closed, "/who", patience=0.2)
    with pytest.raises(PeerUnreachable, match="nothing listens there"):
        Client(bob).identify(closed)
