"""The registry on four hosts of the namespace lab: real daemons, real TLS, a virtual network."""

import subprocess

import pytest

from dino.peer import identity, local, tls
from dino.peer.store import read_members
from tests.lab.daemons import home_of, join_all, start, states, stop
from tests.lab.lab import Lab, missing, wait_until
from tests.peer.conftest import NOW

pytestmark = pytest.mark.skipif(missing() is not None, reason=missing() or "")
DEAD_WITHIN = 40.0  # longest suspicion of four nodes, unconfirmed, and the probes before it


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    with Lab(4, tmp_path_factory.mktemp("lab")) as lab:
        join_all(lab.hosts)
        for host in lab.hosts:
            start(host)
        wait_until(lambda: all(states(h) == ["ALIVE"] * 4 for h in lab.hosts), 20, "four daemons list each other")
        yield lab


def state_of(host, other):
    return next((peer["state"] for peer in local.peers(home_of(host)) if peer["host"] == other.name), None)


def all_say(hosts, other, state, limit):
    said = lambda: all(state_of(host, other) == state for host in hosts if host is not other)
    return wait_until(said, limit, f"all list {other.name} as {state}")


def log_of(host):
    return (host.home / "log").read_text()


def test_every_host_lists_all_with_their_own_addresses(lab):
    for host in lab.hosts:
        listed = {peer["host"]: peer["address"] for peer in local.peers(home_of(host))}
        assert listed == {other.name: f"{other.address}:5321" for other in lab.hosts}


def test_a_node_that_joins_is_in_every_database_within_two_seconds(lab):
    *others, last = lab.hosts
    stop(last, last.daemon)
    all_say(others, last, "LEFT", 5)
    last.daemon = last.spawn(["dino", "serve"], stderr=subprocess.DEVNULL)
    wait_until(lambda: states(last) is not None, 15, "the daemon answers")
    waited = all_say(others, last, "ALIVE", 5)
    print(f"\nfrom listening until all list it: {waited:.2f} s")
    assert waited < 2.0
    wait_until(lambda: all(in_database(host, last) == "ALIVE" for host in others), 2, "all databases have it")


def in_database(host, other):
    members = read_members(home_of(host).database)
    return next((str(member.state) for member in members if member.alive.facts["host"] == other.name), None)


def test_a_killed_node_is_dead_for_all_and_alive_again_once_it_returns(lab):
    victim, *others = reversed(lab.hosts)
    victim.daemon.kill()
    victim.daemon.wait(5)
    print(f"\nkill -9 until all list it DEAD: {all_say(others, victim, 'DEAD', DEAD_WITHIN):.1f} s")
    start(victim)
    waited = all_say(others, victim, "ALIVE", 5)
    print(f"back until all list it ALIVE: {waited:.2f} s")
    assert waited < 2.0


def test_a_clean_stop_is_left_at_once(lab):
    victim, *others = reversed(lab.hosts)
    stop(victim, victim.daemon)
    waited = all_say(others, victim, "LEFT", 5)
    print(f"\nSIGTERM until all list it LEFT: {waited:.2f} s")
    assert waited < 2.0
    start(victim)
    all_say(others, victim, "ALIVE", 5)


def test_a_pulled_cable_is_dead_and_heals_when_it_is_put_back(lab):
    victim, *others = reversed(lab.hosts)
    victim.unplug()
    try:
        print(f"\ncable pulled until all list it DEAD: {all_say(others, victim, 'DEAD', DEAD_WITHIN):.1f} s")
    finally:
        victim.plug()
    healed = wait_until(
        lambda: all(states(host) == ["ALIVE"] * 4 for host in lab.hosts), 60, "all list all as ALIVE again"
    )
    print(f"put back until all list all ALIVE: {healed:.1f} s")


STRANGER = """
import socket, ssl, sys
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
if len(sys.argv) > 2:
    context.load_cert_chain(sys.argv[2])
try:
    secure = context.wrap_socket(socket.create_connection((sys.argv[1], 5321), 5))
    secure.sendall(b"GET /v1/node HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
    print(secure.recv(100))
except OSError as error:
    print("refused", error)
"""


def leaf_file(path, node, name=None):
    """Write a certificate and its key as OpenSSL reads them, and return the path."""
    from cryptography.hazmat.primitives import serialization

    pem = identity._pem(node.key) + tls.leaf(node, NOW, name).public_bytes(serialization.Encoding.PEM)
    path.write_bytes(pem)
    return path


def certificates(lab, folder):
    member = identity.load(home_of(lab.hosts[1]))
    return [
        ([], "it showed no certificate"),
        ([leaf_file(folder / "other", identity.fresh(bytes(32)))], "its certificate is not of this cluster"),
        ([leaf_file(folder / "name", identity.fresh(member.seed), member.name)], "is not the hash of its own key"),
    ]


def test_strangers_are_refused_with_a_line_in_the_log(lab, tmp_path):
    target, _, origin, _ = lab.hosts
    for arguments, reason in certificates(lab, tmp_path):
        before = len(log_of(target))
        tried = origin.run(["python", "-c", STRANGER, target.address, *arguments])
        assert "200" not in tried.stdout and ("refused" in tried.stdout or tried.stdout == "b''\n"), tried.stdout
        lines = log_of(target)[before:].splitlines()
        assert any(f"refused {origin.address}: " in line and reason in line for line in lines), lines
    accepted = origin.run(
        ["python", "-c", STRANGER, target.address, leaf_file(tmp_path / "own", identity.load(home_of(origin)))]
    )
    assert "200 OK" in accepted.stdout


def test_joining_with_another_clusters_token_is_refused(lab, tmp_path):
    host = lab.hosts[2]
    elsewhere = {**host.env, "DINO_HOME": str(tmp_path / "a")}
    assert host.run(["dino", "init"], env=elsewhere).returncode == 0
    token = host.run(["dino", "token"], env=elsewhere).stdout
    command = ["dino", "init", "--join", "--token-file", "-", "--peer", lab.hosts[0].address]
    refused = host.run(command, input=token, env={**host.env, "DINO_HOME": str(tmp_path / "b")})
    assert (refused.returncode, refused.stderr) == (
        2,
        f"dino: {lab.hosts[0].address}:5321 belongs to another cluster: its certificate is not signed by ours\n",
    )
    assert not (tmp_path / "b").exists()


def test_idle_daemons_use_little_of_a_core(lab):
    def used():
        return sum(sum(map(int, (open(f"/proc/{host.daemon.pid}/stat").read().split()[13:15]))) for host in lab.hosts)

    before = used()
    import time

    time.sleep(10)
    share = (used() - before) / 100 / 10 / len(lab.hosts)
    print(f"\nan idle daemon of four uses {100 * share:.1f} % of a core")
    assert share < 0.05
