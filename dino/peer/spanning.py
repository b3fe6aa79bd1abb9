"""The launcher of a run over several hosts.

Slots are reserved and the program shipped before root runs its first line. Then mpiexec, in a network of its own,
starts an agent for each host; the agent hands hydra's control channel over, and it goes on to the peer inside the
stream that holds the peer's slots. Root's own host gets its proxy from this process.
"""

import asyncio
import datetime
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

from dino.errors import DinoError, LaunchError
from dino.peer import environment, identity, mpi, namespace, processes, stream, tls
from dino.peer.home import Home, short
from dino.peer.launch import Launcher, bound, stub_command, worker_command
from dino.peer.preflight import Place
from dino.peer.programs import digest
from dino.peer.route import Busy, Route

_PATIENCE = 3.0  # seconds in which slots that another run is about to free are asked for again
_ACCUSE_AFTER = 2.0  # seconds for a rank's last words to come, or root's that it has released the workers
_CLOSE_AFTER = 5.0  # seconds from a loss until hydra hears of it: it then ends all ranks, and root may be inside of MPI
_AGENT = Path(__file__).with_name("agent.py")


@dataclass(frozen=True)
class Span:
    """What a run over several hosts needs besides a `Run`.

    Parameters
    ----------
    places : tuple of Place
        This host first.
    versions : dict of str
        This node's.
    script : str
        For the peers' logs.
    open_port : bool
        Whether mpiexec may stay in the host's own network.
    """

    places: tuple[Place, ...]
    versions: dict[str, str]
    script: str
    open_port: bool


class Loop:
    """Calls back when something can be read from a descriptor, beside what asyncio does."""

    def __init__(self):
        self.loop = asyncio.get_running_loop()
        self._over = self.loop.create_future()

    def watch(self, readable, call):
        """Call `call()` whenever something, or the end, can be read from `readable`."""
        self.loop.add_reader(readable, call)

    def forget(self, readable):
        """Watch `readable` no more."""
        self.loop.remove_reader(readable)


class SpanningLauncher(Launcher):
    """One run's life over several hosts; see `Launcher`.

    Parameters
    ----------
    span : Span
        The hosts.
    """

    def __init__(self, run, span, lifeline, root, events):
        super().__init__(run, lifeline, root, events)
        self.span = span
        self.context = tls.client_context(identity.load(Home.of(os.environ)), _now())
        self.here, *others = span.places
        self.routes = [Route(place, self._heard, self._route_ended) for place in others]
        self._agents = []
        self._lease = None
        self._controls = {}
        self._proxy = None
        self._root_gone = asyncio.Event()

    async def serve(self, eager):
        """Reserve, serve until root has ended, clean up."""
        try:
            await self._assemble()
            if eager:
                self.start()
            await self._root_gone.wait()
            await self._settle()
        except DinoError as error:
            self.say("failed", str(error))
        except asyncio.CancelledError:  # before mpiexec complains of what is ended now
            self.lose("lost", "the launcher of this run was killed by SIGTERM, and the workers with it")
            raise
        finally:
            await asyncio.gather(*(route.close() for route in self.routes if route.command))
            self.clean()

    async def _assemble(self):
        if not self.span.open_port and (reason := namespace.allowed()):
            raise LaunchError(
                f"mpiexec cannot have a network of its own here ({reason}), and its port trusts whoever connects: "
                f"allow user namespaces, or set {namespace.VARIABLE}=1 on a network that you trust"
            )
        program = Path(self.run.program).read_bytes()
        offers = [self._reserve(route, program) for route in self.routes]
        for failure in await asyncio.gather(*offers, return_exceptions=True):
            if failure is not None:
                raise failure
        await self._occupy()
        self.say("assembled")

    async def _occupy(self):
        """Have this host's daemon count root's and its neighbours' slots as busy until this process ends."""
        from websockets.asyncio.client import unix_connect
        from websockets.exceptions import WebSocketException

        try:
            with short(Home.of(os.environ).socket) as name:
                uri = f"ws://localhost/busy/{self.here.ranks}"
                self._lease = await unix_connect(name, uri, ping_interval=None, open_timeout=_PATIENCE)
        except (OSError, WebSocketException):
            pass  # the daemon has ended since it was asked for its peers: then it gives no slots away

    async def _reserve(self, route, program):
        name, given = Path(self.span.script).name, environment.shipped(os.environ)
        offer = stream.Offer(uuid.uuid4().hex, name, route.place.ranks, digest(program), self.span.versions, given)
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                return await route.reserve(self.context, offer, program)
            except Busy:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)

    def prepare(self):
        """Lay out the run's folder: hydra splits its agent's command line at spaces, so that names nothing else."""
        Path(self.folder, "agent.py").symlink_to(_AGENT)
        self.agents = self.listen("agents", self._agent_came)

    def command(self, stub):
        """Return mpiexec's command line: every host's workers are started by that host's own Python."""
        hosts = ",".join(f"{place.name}:{place.ranks}" for place in self.span.places)
        launcher = ["-launcher", "rsh", "-launcher-exec", sys.executable, "-hosts", hosts, "-genvnone"]
        line = [self.run.mpiexec, *launcher, "-n", "1", *stub_command(stub)]
        own = (self.here.ranks - 1, worker_command(self.run.program))
        for ranks, command in (own, *((route.place.ranks, route.command) for route in self.routes)):
            line += [":", "-n", str(ranks), *command] if ranks else []
        return line

    def environment(self):
        """Return mpiexec's environment: of hydra only; the proxies have the ranks'."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "TMPDIR": self.folder,
            "HYDRA_LAUNCHER_AUTOFORK": "0",
            "HYDRA_LAUNCHER_EXTRA_ARGS": "-I -S agent.py agents",
        }

    def enter(self):
        """Prepare the process that becomes mpiexec."""
        bound()
        if not self.span.open_port:
            namespace.enter()

    def clean(self):
        """Let the agents go, for whom mpiexec waits; then as on one host."""
        for agent in self._agents:
            agent.close()
        super().clean()

    def root_environment(self):
        """Return what root needs to reach the other hosts."""
        return environment.spanning(os.environ, self.here.address)

    def _agent_came(self):
        agent, _ = self.agents.accept()
        message, (descriptor,), _, _ = socket.recv_fds(agent, 1 << 16, 1)
        self._agents.append(agent)  # it lives as long as this is open
        host, arguments = json.loads(message)
        if host == self.here.name:
            self._start_proxy(arguments, descriptor)
            return
        route = next(route for route in self.routes if route.place.name == host)
        control = socket.socket(fileno=descriptor)
        control.setblocking(False)
        self._controls[route] = control
        route.say(stream.Launch(arguments))
        self.events.watch(control, lambda: self._hydra_spoke(route, control))

    def _start_proxy(self, arguments, control):
        """Start hydra's proxy of this host; it ends its ranks and itself when its channel to mpiexec ends."""
        self._proxy = subprocess.Popen(
            [mpi.proxy(self.run.mpiexec), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env={
                **environment.local(os.environ),
                **self.root_environment(),
                "TMPDIR": self.folder,
                "HYDI_CONTROL_FD": str(control),
            },
            pass_fds=[control],
            start_new_session=True,
        )
        os.close(control)

    def _hydra_spoke(self, route, control):
        try:
            data = control.recv(1 << 16)
        except OSError:
            data = b""
        route.say(data or stream.Close())
        if not data:
            self.events.forget(control)

    def _heard(self, route, data):
        control = self._controls.get(route)
        try:
            if control:
                control.setblocking(True)
                control.sendall(data)
                control.setblocking(False)
        except OSError:
            pass  # mpiexec has ended, which is noticed elsewhere

    def _route_ended(self, route, reason):
        """The control channel of a host has ended: hydra is told, or it would wait for ever; but root first."""
        if reason is None or self.released or self.over():
            self._close(route)
            return
        self.events.loop.call_later(_CLOSE_AFTER, self._close, route)
        if reason.startswith("lost "):
            self.lose("lost", reason)
        else:
            self.events.loop.call_later(_ACCUSE_AFTER, self._accuse, reason)

    def _close(self, route):
        control = self._controls.get(route)
        try:
            if control:
                control.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # mpiexec has ended

    def _accuse(self, reason):
        said = self.output.decode(errors="replace")
        self.lose("lost", processes.culprit(said) if said else reason)

    def _root_ended(self):
        self.events.forget(self.root)
        self._root_gone.set()

    async def _settle(self):
        """Root has ended: if it has released the workers, they may end by themselves."""
        if self.stub is not None:
            self.stub.close()
        for route in self.routes:
            if route.over:
                self._close(route)
        deadline = time.monotonic() + stream.LINGER
        while self.released and time.monotonic() < deadline and not all(route.over for route in self.routes):
            await asyncio.sleep(0.02)


def _now():
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


def launch(run, span, lifeline, root, eager):
    """Be the launcher of a run over several hosts, from its beginning to its end."""
    asyncio.run(_serve(run, span, lifeline, root, eager))


async def _serve(run, span, lifeline, root, eager):
    await SpanningLauncher(run, span, lifeline, root, Loop()).serve(eager)
