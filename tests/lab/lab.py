"""The namespace lab: several hosts on one machine, joined by a virtual switch.

    with Lab(3, tmp_path) as lab:
        lab.hosts[0].run(["dino", "init"])
        daemon = lab.hosts[0].spawn(["dino", "serve"])

Each host has a network namespace with one cable (veth) to a bridge that lives in a namespace of its own, an address
10.77.0.N, a host name, and a state folder. Nothing of it can reach the real network. It needs root and iproute2.

All hosts share one kernel and one file system: UCX would use shared memory between them, so for MPI set
`UCX_TLS=tcp,self`, or `MPIR_CVAR_CH4_NETMOD=ofi FI_PROVIDER=tcp`.
"""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LABS = itertools.count()
_PATIENCE = 60.0  # seconds for one command


def missing():
    """Return why there can be no lab here, or None."""
    if os.geteuid() != 0:
        return "the namespace lab needs root"
    for tool in ("ip", "unshare", "hostname"):
        if shutil.which(tool) is None:
            return f"the namespace lab needs the command {tool!r}"
    tried = subprocess.run(["ip", "netns", "add", f"dino{os.getpid()}try"], check=False, capture_output=True, text=True)
    if tried.returncode:
        return f"the namespace lab cannot make network namespaces: {tried.stderr.strip()}"
    _ip("netns", "delete", f"dino{os.getpid()}try")
    return None


class Lab:
    """`size` hosts; a context manager that leaves no namespace and no process behind.

    Parameters
    ----------
    size : int
        How many hosts, at most 250.
    folder : Path
        Where the hosts' state goes: one folder for each.
    """

    def __init__(self, size, folder):
        label = f"dino{os.getpid()}x{next(_LABS)}"
        self.switch = f"{label}sw"
        self.hosts = [Host(f"{label}h{number}", number, self.switch, folder) for number in range(1, size + 1)]

    def __enter__(self):
        try:
            _ip("netns", "add", self.switch)
            _ip("-n", self.switch, "link", "add", "br0", "type", "bridge")
            _ip("-n", self.switch, "link", "set", "br0", "up")
            for host in self.hosts:
                host.build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for host in self.hosts:
            host.destroy()
        _delete(self.switch)


class Host:
    """One host of a lab: `address`, `name`, `home` (its DINO_HOME), `env` (what its programs see)."""

    def __init__(self, namespace, number, switch, folder):
        self.namespace, self.switch, self.port = namespace, switch, f"port{number}"
        self.name, self.address = f"host{number}", f"10.77.0.{number}"
        self.home = folder / self.name
        self.env = {**os.environ, "DINO_HOME": str(self.home), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        self.env.pop("DINO_TOKEN", None)
        self.spawned = []

    def build(self):
        """Make the namespace and lay the cable."""
        self.home.mkdir(parents=True, exist_ok=True)
        _ip("netns", "add", self.namespace)
        _ip(
            "link",
            "add",
            "eth0",
            "netns",
            self.namespace,
            "type",
            "veth",
            "peer",
            "name",
            self.port,
            "netns",
            self.switch,
        )
        _ip("-n", self.switch, "link", "set", self.port, "master", "br0", "up")
        _ip("-n", self.namespace, "address", "add", f"{self.address}/16", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", self.namespace, "link", "set", device, "up")

    def destroy(self):
        """Kill what runs on the host and remove it."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self.spawned:
            process.wait(10)
        _delete(self.namespace)

    def run(self, command, **options):
        """Run `command` to its end and return it, as `subprocess.run` does; output is captured as text."""
        settings = {
            "check": False,
            "capture_output": True,
            "text": True,
            "timeout": _PATIENCE,
            "env": self.env,
            **options,
        }
        if "input" not in settings:
            settings.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(self._inside(command), **settings)  # noqa: PLW1510

    def spawn(self, command, **options):
        """Start `command` in a session of its own and return the `subprocess.Popen`; its pid is the command's."""
        settings = {"stdin": subprocess.DEVNULL, "env": self.env, "start_new_session": True, **options}
        process = subprocess.Popen(self._inside(command), **settings)
        self.spawned.append(process)
        return process

    def pids(self):
        """Return the processes that run on this host."""
        listed = subprocess.run(["ip", "netns", "pids", self.namespace], check=False, capture_output=True, text=True)
        return [int(pid) for pid in listed.stdout.split()]

    def commands(self):
        """Return `{pid: command line}` of the processes that run on this host, without those that end meanwhile."""
        return {pid: line for pid in self.pids() if (line := command_line(pid))}

    def unplug(self):
        """Pull the cable."""
        _ip("-n", self.switch, "link", "set", self.port, "down")

    def plug(self):
        """Put the cable back."""
        _ip("-n", self.switch, "link", "set", self.port, "up")

    def lose(self, other):
        """Send nothing to another host any more."""
        _ip("-n", self.namespace, "route", "add", "blackhole", f"{other.address}/32")

    def find(self, other):
        """Send to it again."""
        _ip("-n", self.namespace, "route", "delete", "blackhole", f"{other.address}/32")

    def _inside(self, command):
        # Each exec replaces the one before: the pid is the command's own.
        script = f'hostname {self.name}; exec "$@"'
        return ["ip", "netns", "exec", self.namespace, "unshare", "--uts", "sh", "-c", script, "sh", *_spelled(command)]


def _spelled(command):
    """Return `command` with "dino" and "python" as those of this tree and interpreter."""
    words = {"dino": [sys.executable, "-m", "dino"], "python": [sys.executable]}
    first, *rest = map(str, command)
    return [*words.get(first, [first]), *rest]


def command_line(pid):
    """Return what a process was started with; an empty text if it has ended, even while it was being read."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until(true, limit, what):
    """Wait until `true()`; return the seconds it took; fail after `limit` seconds, saying `what` did not happen."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < limit, f"not within {limit} s: {what}"
        time.sleep(0.02)
    return time.monotonic() - began


def _ip(*arguments):
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


def _delete(namespace):
    subprocess.run(["ip", "netns", "delete", namespace], check=False, capture_output=True)
