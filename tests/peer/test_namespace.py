"""A network namespace of its own, entered in children only."""

import os
import socket
import subprocess
import sys

import pytest

from dino.peer import namespace

PROGRAM = """
import os, socket
from dino.peer import namespace
user = os.getuid(), os.getgid()
namespace.enter()
assert (os.getuid(), os.getgid()) == user, "another user"
assert [name for _, name in socket.if_nameindex() if name not in TUNNELS] == ["lo"], socket.if_nameindex()
with socket.create_server(("127.0.0.1", 0)) as server:
    with socket.create_connection(server.getsockname(), 5) as one, server.accept()[0] as other:
        one.sendall(b"heard")
        assert other.recv(5) == b"heard"
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    try:
        probe.connect(("198.51.100.1", 9))
    except OSError as error:
        print("alone:", error.errno)
"""
# The kernel adds these, without an address and down, to every namespace where their modules are loaded.
TUNNELS = ("tunl0", "gre0", "gretap0", "erspan0", "ip_vti0", "ip6_vti0", "sit0", "ip6tnl0", "ip6gre0")


def test_only_the_loopback_interface_is_there_and_works():
    if reason := namespace.allowed():
        pytest.skip(f"this system forbids network namespaces: {reason}")
    program = f"TUNNELS = {TUNNELS}\n{PROGRAM}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("alone:")


def test_asking_leaves_this_process_where_it_is():
    before = os.readlink("/proc/self/ns/net"), socket.if_nameindex()
    namespace.allowed()
    assert (os.readlink("/proc/self/ns/net"), socket.if_nameindex()) == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_refusal_is_told(monkeypatch):
    def refused():
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(namespace, "enter", refused)
    assert namespace.allowed() == "Operation not permitted"
