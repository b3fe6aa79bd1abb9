"""The daemon of a node: its sockets, its signals, its slots, and its part in the membership."""

import asyncio
import datetime
import logging
import signal
import time
from collections.abc import Iterable

from starlette.routing import BaseRoute

from dino.errors import LocalPeerError, PeerError
from dino.peer import api, hosting, message, node, tls
from dino.peer.address import Address, is_own, own_host
from dino.peer.caller import Caller
from dino.peer.client import Client
from dino.peer.home import Home
from dino.peer.identity import Identity
from dino.peer.participant import Participant
from dino.peer.record import Record
from dino.peer.server import Listener, listen, listen_locally, local_listener, peers_listener
from dino.peer.slots import Slots
from dino.peer.store import Store
from dino.peer.view import LIVING, Member

log = logging.getLogger("dino.peer")
_UPKEEP = 30.0  # seconds between looks at the own address, and writes of what changes all the time
_ANYWHERE = (None, "", "0.0.0.0", "::")


class Daemon:
    """One node at work.

    Parameters
    ----------
    home, identity, store
        Its folders, its key and its open database.
    host : str, optional
        Address to listen on and to announce; without it every interface, and the address that leads to the peers.
    port : int
        0 for any that is free.
    slots : int
        Ranks offered to jobs.

    Attributes
    ----------
    client : Client
        Calls peers as this node.
    slots : Slots
        Leases of this node's slots; each lease and release is announced to the cluster.
    participant : Participant
        This node's part in the membership.
    """

    def __init__(self, home: Home, identity: Identity, store: Store, *, host: str | None, port: int, slots: int):
        self.home, self.identity, self.store = home, identity, store
        self.client = Client(identity)
        self.slots = Slots(slots, self._announce_slots)
        self._host = None if host in _ANYWHERE else host
        self._peer_socket = listen(host or None, port)
        self._local_socket = listen_locally(home.socket)
        self._peer_routes, self._local_routes = api.peer_routes(self), api.local_routes(self)
        self._peer_routes += hosting.routes(self)
        self._caller = Caller(self.client)
        self.participant = self._participant()

    def mount(self, peer_routes: Iterable[BaseRoute] = (), local_routes: Iterable[BaseRoute] = ()) -> None:
        """Add Starlette routes (also WebSocketRoute) to the HTTPS port and to the Unix socket, before `run`."""
        self._peer_routes += peer_routes
        self._local_routes += local_routes

    async def run(self) -> None:
        """Serve until `stop`, a signal or a fatal error; then tell the others that this node leaves.

        Raises
        ------
        LocalPeerError
            If another process bears this node's identity and is the elder.
        """
        self._finished = asyncio.get_running_loop().create_future()
        self._take_signals()
        listeners = self._listeners()
        sockets = (self._peer_socket, self._local_socket)
        serving = [asyncio.create_task(one.serve([sock])) for one, sock in zip(listeners, sockets, strict=True)]
        jobs = [asyncio.create_task(job) for job in self._jobs()]
        await asyncio.wait([self._finished, *serving], return_when=asyncio.FIRST_COMPLETED)
        for job in jobs:
            job.cancel()
        await self.participant.leave()
        log.info("said good-bye: the others list this node as LEFT until it serves again")
        for listener in listeners:
            listener.stop()
        await asyncio.gather(*serving)
        self._caller.close()
        self.home.socket.unlink(missing_ok=True)
        if self._finished.done():
            self._finished.result()

    def stop(self, error: PeerError | None = None) -> None:
        """End `run` soon, which then raises `error` if there is one."""
        if self._finished.done():
            return
        if error:
            self._finished.set_exception(error)
        else:
            self._finished.set_result(None)

    def _participant(self) -> Participant:
        remembered = self.store.members()
        others = [member for member in remembered if member.alive.name != self.identity.name]
        incarnation = self.store.incarnation() + 1
        self.store.remember(incarnation)
        word = message.Alive(
            self.identity.name,
            incarnation,
            str(Address(self._host or own_host(self._toward(others)), self._port)),
            int(time.time() * 1000),
            node.facts(self.slots.offered, self.slots.busy),
            self.identity.public,
        )
        return Participant(self.identity, self._caller, Record(self.store), word, others, self._cloned)

    @property
    def _port(self) -> int:
        return self._peer_socket.getsockname()[1]

    def _toward(self, members: Iterable[Member]) -> str | None:
        """Return the host of a peer, to which this machine's own address is looked up."""
        near = (Address.read(member.alive.address) for member in members if member.state in LIVING)
        return next((address.host for address in (*near, *self.store.seeds())), None)

    def _listeners(self) -> tuple[Listener, Listener]:
        now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        context = tls.server_context(self.identity, now)
        return peers_listener(self._peer_routes, context), local_listener(self._local_routes)

    def _take_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            # Who ignores a signal for us, as nohup does, means it.
            if signal.getsignal(number) is not signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, self._stop_by, number)

    def _stop_by(self, number: int) -> None:
        log.info("stopping (%s)", signal.Signals(number).name)
        # A second one finds the default action: it ends a good-bye that takes too long.
        asyncio.get_running_loop().remove_signal_handler(number)
        self.stop()

    def _jobs(self):
        me = self.participant.me
        log.info("%s (%s) listens at %s, slots: %d", me.facts["host"], me.name, me.address, self.slots.offered)
        if self._host is None and _is_loopback(Address.read(me.address).host):
            log.warning("no network found: only this machine can reach %s; see --host", me.address)
        self.participant.start()
        return self.participant.join(self.store.seeds()), self._upkeep()

    async def _upkeep(self) -> None:
        while True:
            await asyncio.sleep(_UPKEEP)
            self.participant.save()
            if self._host is None:
                await self._announce_address()

    async def _announce_address(self) -> None:
        """Tell the others this machine's new address, if the one that they know is no longer its own."""
        known = Address.read(self.participant.me.address).host
        host = await self._caller.run(own_host, self._toward(self.participant.members()[1:]))
        if host == known or _is_loopback(host) or is_own(known) and not _is_loopback(known):
            return
        address = Address(host, self._port)
        log.info("this node's address is now %s", address)
        self.participant.announce(address=address)

    def _announce_slots(self) -> None:
        self.participant.announce(facts=node.facts(self.slots.offered, self.slots.busy))

    def _cloned(self, address: str, must_stop: bool) -> None:
        what = f"the daemon at {address} bears this node's identity too (was its state copied?)"
        if must_stop:
            self.stop(LocalPeerError(f"{what}: run 'dino reset' here and join again"))
        else:
            log.error("%s: run 'dino reset' there and join again", what)


def _is_loopback(host: str) -> bool:
    return host == "::1" or host.startswith("127.")
