"""The daemon of a node: clock, timers and I/O around the pure membership."""

import asyncio
import datetime
import logging
import random
import signal
import time
from collections.abc import Iterable
from typing import Any

from starlette.routing import BaseRoute

from dino.errors import LocalPeerError, PeerError
from dino.peer import api, event, gossip, membership, message, node, tls
from dino.peer.address import Address, own_host
from dino.peer.caller import Caller
from dino.peer.client import Client
from dino.peer.home import Home
from dino.peer.identity import Identity
from dino.peer.record import Record
from dino.peer.roster import roster
from dino.peer.server import Listener, listen, listen_locally, local_listener, peers_listener
from dino.peer.slots import Slots
from dino.peer.store import Store
from dino.peer.suspicion import PATIENCE
from dino.peer.view import LIVING, Member, State

log = logging.getLogger("dino.peer")
_UPKEEP = 30.0  # seconds between looks at the own address, and writes of what changes all the time
_JOIN_PATIENCE = 3.0
_LONGEST_PAUSE = 15.0  # seconds between attempts to join
_FAREWELL = 2.0  # seconds for saying good-bye
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
    peer_routes, local_routes : iterable of BaseRoute
        Further Starlette routes (also WebSocketRoute) of the HTTPS port and of the Unix socket.
    """

    def __init__(
        self,
        home: Home,
        identity: Identity,
        store: Store,
        *,
        host: str | None,
        port: int,
        slots: int,
        peer_routes: Iterable[BaseRoute] = (),
        local_routes: Iterable[BaseRoute] = (),
    ):
        self.home, self.identity, self.store = home, identity, store
        self.client = Client(identity)
        self._caller = Caller(self.client)
        self._record = Record(store)
        self.slots = Slots(slots, self._announce_facts)
        self._host = None if host in _ANYWHERE else host
        self._peer_socket = listen(host or None, port)
        self._local_socket = listen_locally(home.socket)
        self._routes = list(peer_routes), list(local_routes)
        self._seal = gossip.sealer(identity)
        self._rng = random.Random()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task] = set()
        self._complaints: dict[str, str] = {}
        self._state = self._begin()

    async def run(self) -> None:
        """Serve until `stop`, a signal or a fatal error; then tell the others that this node leaves.

        Raises
        ------
        LocalPeerError
            If another machine bears this node's identity.
        """
        self._loop = asyncio.get_running_loop()
        self._finished = self._loop.create_future()
        self._take_signals()
        listeners = self._listeners()
        serving = [
            asyncio.create_task(listener.serve([sock]))
            for listener, sock in zip(listeners, (self._peer_socket, self._local_socket), strict=True)
        ]
        self._start()
        await asyncio.wait([self._finished, *serving], return_when=asyncio.FIRST_COMPLETED)
        await self._leave()
        for listener in listeners:
            listener.stop()
        await asyncio.gather(*serving)
        self._close()
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

    # What others ask

    def heard(self, sender: str, body: Any, full: bool = False) -> dict[str, Any]:
        """Take the news in `body` from the node `sender` and return ours; with `full`, all we know."""
        news = message.from_json(body)
        updates = self._believed(sender, news)
        effects = self._feed(event.Heard(sender, updates, news.load, full))
        replies = [effect.updates for effect in effects if isinstance(effect, event.Reply)]
        return self._body(replies[0] if replies else (self.me,))

    async def vouch(self, target: str, address: str) -> bool:
        """Call `target` for another node and return whether it answers."""
        ping = event.Ping(target, str(Address.read(address)), (self.me,), PATIENCE)
        return await self._ping(ping)

    def introduce(self) -> dict[str, Any]:
        """Return this node's own word and load."""
        return self._body((self.me,))

    def roster(self) -> list[dict[str, Any]]:
        """Return the list of `dino listall --json`."""
        return roster(self._on_record(), self.identity.name)

    @property
    def me(self) -> message.Alive:
        """This node's own word, as announced last."""
        return self._state.view.me

    # Beginning and end

    def _begin(self) -> membership.Membership:
        now, remembered = time.monotonic(), self.store.members()
        others = [member.shifted(-_ahead()) for member in remembered if member.alive.name != self.identity.name]
        port = self._peer_socket.getsockname()[1]
        incarnation = self.store.incarnation() + 1
        self.store.remember(incarnation)
        word = message.Alive(
            self.identity.name,
            incarnation,
            str(Address(self._host or own_host(self._toward(others)), port)),
            int(time.time() * 1000),
            node.facts(self.slots.offered, self.slots.busy),
            self.identity.public,
        )
        return membership.begin(word, others, now, self._rng)

    def _toward(self, others: list[Member]) -> str | None:
        """Return the host of a peer, to which this machine's own address is looked up."""
        near = [Address.read(member.alive.address) for member in others if member.state in LIVING]
        return next((address.host for address in (*near, *self.store.seeds())), None)

    def _listeners(self) -> tuple[Listener, Listener]:
        peer_routes, local_routes = self._routes
        now = _utc()
        return (
            peers_listener([*api.peer_routes(self), *peer_routes], tls.server_context(self.identity, now)),
            local_listener([*api.local_routes(self), *local_routes]),
        )

    def _take_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._loop.add_signal_handler(number, self._stop_by, number)

    def _stop_by(self, number: int) -> None:
        log.info("stopping (%s)", signal.Signals(number).name)
        # The second one finds the default action: it ends a good-bye that takes too long.
        self._loop.remove_signal_handler(number)
        self.stop()

    def _start(self) -> None:
        facts = self.me.facts
        log.info("%s (%s) listens at %s, %d slots", facts["host"], self.me.name, self.me.address, facts["slots"])
        if self._host is None and Address.read(self.me.address).host.startswith("127."):
            log.warning("no network found: only this machine can reach %s; see --host", self.me.address)
        self._record.put(self._on_record())
        self._arm()
        self._spawn(self._join())
        self._spawn(self._upkeep())

    async def _leave(self) -> None:
        if self._timer:
            self._timer.cancel()
        for task in self._tasks:
            task.cancel()
        before = set(self._tasks)
        self._feed(event.Leave())
        farewells = self._tasks - before
        if farewells:
            await asyncio.wait(farewells, timeout=_FAREWELL)
        log.info("left the cluster")

    def _close(self) -> None:
        self._record.put(self._on_record())
        self.home.socket.unlink(missing_ok=True)
        self._caller.close()

    # The core and its effects

    def _feed(self, happened: event.Event) -> list[event.Effect]:
        self._state, effects = membership.step(self._state, happened, time.monotonic(), self._rng)
        for effect in effects:
            self._do(effect)
        self._arm()
        return effects

    def _do(self, effect: event.Effect) -> None:
        match effect:
            case event.Ping():
                self._spawn(self._ping(effect))
            case event.PingVia():
                self._spawn(self._ping_via(effect))
            case event.Remember(incarnation):
                self._record.remember(incarnation)
            case event.Changed(name, before, after):
                self._changed(name, before, after)
            case event.Cloned(address, yield_):
                self._cloned(address, yield_)

    def _arm(self) -> None:
        if self._timer:
            self._timer.cancel()
        if not self._state.has_left:
            pause = membership.deadline(self._state) - time.monotonic()
            self._timer = self._loop.call_later(max(0.0, pause), self._feed, event.Tick())

    async def _ping(self, ping: event.Ping) -> bool:
        try:
            news, rtt = await self._caller.ping(ping, self._body(ping.updates))
        except PeerError as error:
            self._complain(ping.target, str(error))
            self._feed(event.Unanswered(ping.target))
            return False
        self._complaints.pop(ping.target, None)
        updates = self._believed(ping.target, news)
        self._feed(event.Answered(ping.target, updates, news.load, rtt))
        return True

    async def _ping_via(self, effect: event.PingVia) -> None:
        self._feed(event.Vouched(effect.target, effect.via, await self._caller.ping_via(effect)))

    def _changed(self, name: str, before: Member | None, after: Member | None) -> None:
        if after is None:
            self._record.forget(name)
            return
        self._record.put([after.shifted(_ahead())])
        if not before or before.state is not after.state:
            why = self._complaints.get(name) if after.state is State.SUSPECT else None
            log.info("%s is %s%s", _called(after), after.state, f": {why}" if why else "")

    def _cloned(self, address: str, yield_: bool) -> None:
        what = f"the daemon at {address} bears this node's identity too (was its state copied?)"
        if yield_:
            self.stop(LocalPeerError(f"{what}: run 'dino reset' here and join again"))
        else:
            log.error("%s: run 'dino reset' there and join again", what)

    # Jobs of the daemon

    async def _join(self) -> None:
        """Call every address that is known until one answers; again and again while alone."""
        view, pause = self._state.view, 1.0
        remembered = {Address.read(member.alive.address) for member in view.members.values()}
        addresses = remembered | set(self.store.seeds())
        began = time.monotonic()
        while addresses and not self._has_company(began):
            results = await asyncio.gather(*(self._introduce_to(address) for address in addresses))
            if any(results):
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _has_company(self, since: float) -> bool:
        members = self._state.view.members
        return any(members[name].heard > since for name in self._state.view.living)

    async def _introduce_to(self, address: Address) -> bool:
        try:
            name = await self._caller.identify(address, _JOIN_PATIENCE)
        except PeerError as error:
            self._complain(str(address), str(error), logging.WARNING)
            return False
        if name == self.identity.name:
            return False
        updates = membership.introduction(self._state, time.monotonic())
        return await self._ping(event.Ping(name, str(address), updates, _JOIN_PATIENCE, full=True))

    async def _upkeep(self) -> None:
        while True:
            await asyncio.sleep(_UPKEEP)
            self._record.put(self._on_record())
            self._announce_address()

    def _announce_address(self) -> None:
        if self._host is not None:
            return
        members = list(self._state.view.members.values())
        host = own_host(self._toward(members))
        if Address.read(self.me.address).host != host:
            address = str(Address(host, Address.read(self.me.address).port))
            log.info("this node's address is now %s", address)
            self._feed(event.Announce(address=address))

    def _announce_facts(self) -> None:
        self._feed(event.Announce(facts=node.facts(self.slots.offered, self.slots.busy)))

    # Parts

    def _spawn(self, work) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("a task of the daemon failed", exc_info=task.exception())

    def _body(self, updates: Iterable[message.Update]) -> dict[str, Any]:
        return message.to_json(message.News(self._seal(updates), node.load()))

    def _believed(self, sender: str, news: message.News) -> tuple[message.Update, ...]:
        believed, forged = gossip.believable(self._state.view, news.updates)
        for update in forged:
            log.warning("dropped an update about %s from %s: wrong signature", update.name, sender)
        return tuple(believed)

    def _complain(self, about: str, text: str, level: int = logging.DEBUG) -> None:
        if self._complaints.get(about) != text:
            log.log(level, "%s", text)
        self._complaints[about] = text

    def _on_record(self) -> list[Member]:
        """Return every node, this one included, with times since 1970."""
        now, view = time.monotonic(), self._state.view
        state = State.LEFT if self._state.has_left else State.ALIVE
        (word,) = self._seal((view.me,))
        own = Member(word, state, word.incarnation, now, now, load=node.load(), rtt=0.0)
        return [member.shifted(_ahead()) for member in (own, *view.members.values())]


def _called(member: Member) -> str:
    return f"{member.alive.facts['host']} ({member.alive.name} at {member.alive.address})"


def _ahead() -> float:
    """Return how far the clock on the wall is ahead of the steady one, seconds."""
    return time.time() - time.monotonic()


def _utc() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
