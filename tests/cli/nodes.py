"""Nodes on loopback for the tests of commands: each with a state folder, driven through the command line."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from dino.errors import PeerUnreachable
from dino.peer import local
from dino.peer.home import Home

ROOT = Path(__file__).parents[2]
LIMIT = 30  # seconds for one command


class Node:
    """A node whose state is in `folder`."""

    def __init__(self, folder):
        self.folder, self.home = folder, Home.of({"DINO_HOME": str(folder)})
        self.log = folder.with_name(folder.name + ".log")
        self.daemon = None

    def dino(self, *arguments, env=None, **options):
        """Run `dino` with `arguments`, without a terminal, and return the completed process."""
        settings = {"capture_output": True, "text": True, "timeout": LIMIT, "env": self.environment(env), **options}
        if "input" not in settings:
            settings["stdin"] = subprocess.DEVNULL
        return subprocess.run([sys.executable, "-m", "dino", *map(str, arguments)], check=False, **settings)

    def serve(self, *arguments):
        """Start the daemon on a free port of loopback and wait until it answers."""
        with self.log.open("ab") as log:
            self.daemon = subprocess.Popen(
                [sys.executable, "-m", "dino", "serve", "--host", "127.0.0.1", "--port", "0", *arguments],
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.wait(lambda: self.peers() is not None, "the daemon answers")
        return self.daemon

    def stop(self, number=signal.SIGTERM):
        """End the daemon by a signal and return its exit status."""
        self.daemon.send_signal(number)
        return self.daemon.wait(10)

    def peers(self):
        """Return what the daemon lists, None if it is silent."""
        try:
            return local.peers(self.home)
        except PeerUnreachable:
            return None

    def address(self):
        return self.peers()[0]["address"]

    def wait(self, true, what, limit=15.0):
        end = time.monotonic() + limit
        while not true():
            assert time.monotonic() < end, f"{what}: not within {limit} s; the log:\n{self.log.read_text()}"
            time.sleep(0.02)

    def clean(self):
        """Leave no daemon behind."""
        if self.daemon and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait(10)

    def environment(self, more=None):
        """What a process of this node sees of the user's variables, and its own folder."""
        env = {key: value for key, value in os.environ.items() if not key.startswith(("DINO_", "XDG_"))}
        return {**env, "DINO_HOME": str(self.folder), "PYTHONPATH": str(ROOT), **(more or {})}


def joined(node, other):
    """Make `other` a member of the cluster of `node`, whose daemon runs."""
    token = node.dino("token").stdout
    done = other.dino("init", "--join", "--token-file", "-", input=token)
    assert done.returncode == 0, done.stderr
    return done
