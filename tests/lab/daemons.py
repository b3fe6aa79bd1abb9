"""The daemons of a lab's hosts."""

import signal
import time

from dino.errors import PeerUnreachable
from dino.peer import local
from dino.peer.home import Home
from tests.lab.lab import wait_until

_CALM = 2.0  # seconds; a probe fails in less


def join_all(hosts):
    first, *others = hosts
    assert first.run(["dino", "init"]).returncode == 0
    daemon = start(first)
    token = first.run(["dino", "token"]).stdout
    for host in others:
        joined = host.run(["dino", "init", "--join", "--token-file", "-"], input=token)
        assert joined.returncode == 0, joined.stderr
        assert "Joined the cluster of host1" in joined.stdout
    stop(first, daemon)


def start(host):
    """Start the daemon of `host`, its log in a file, and wait until it answers."""
    with open(host.home / "log", "ab") as log:
        env = {**host.env, "TMPDIR": str(host.home)}  # the jobs' folders: this host's, and no other lab's
        host.daemon = host.spawn(["dino", "serve"], stderr=log, stdout=log, env=env)
    wait_until(lambda: states(host) is not None, 15, f"the daemon of {host.name} answers")
    return host.daemon


def stop(host, daemon):
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(10) == 0


def states(host):
    """Return the states that `host` lists, itself first then by name; None while its daemon is silent."""
    try:
        return [peer["state"] for peer in local.peers(home_of(host))]
    except PeerUnreachable:
        return None


def home_of(host):
    return Home.of(host.env)


def settled(lab):
    """Wait until all three daemons list each other, and no answer that is under way says otherwise."""
    calm = lambda: all(states(host) == ["ALIVE"] * 3 for host in lab.hosts)
    wait_until(lambda: _lasts(calm, _CALM), 60, "three daemons list each other")


def _lasts(true, seconds):
    until = time.monotonic() + seconds
    while true():
        if time.monotonic() > until:
            return True
        time.sleep(0.05)
    return False
