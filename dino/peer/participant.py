"""The membership at work: drives the pure core in real time and carries out what it wants."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dino.errors import PeerError
from dino.peer import event, gossip, membership, message, node
from dino.peer.address import Address
from dino.peer.caller import Caller
from dino.peer.identity import Identity
from dino.peer.record import Record
from dino.peer.suspicion import PATIENCE
from dino.peer.view import Member, State

log = logging.getLogger("dino.peer")
_JOIN_PATIENCE = 3.0
_LONGEST_PAUSE = 15.0  # seconds between attempts to join
_LAST_WORDS = 1.0  # seconds for the calls under way, before the good-bye
_FAREWELL = 2.0  # seconds for saying good-bye


class Participant:
    """This node's part in the membership; lives in one event loop.

    Parameters
    ----------
    identity : Identity
        Who this node is.
    caller : Caller
        Makes its calls.
    record : Record
        Keeps what must last.
    word : Alive
        This node's first own word.
    remembered : iterable of Member
        The others, as the registry knew them; times since 1970.
    cloned : callable
        Called with (address, must this process stop) when another process bears this identity.
    """

    def __init__(
        self,
        identity: Identity,
        caller: Caller,
        record: Record,
        word: message.Alive,
        remembered: Iterable[Member],
        cloned: Callable[[str, bool], None],
    ):
        self._caller, self._record, self._cloned = caller, record, cloned
        self._seal = gossip.sealer(identity)
        self._rng = random.Random()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task] = set()
        self._complaints: dict[str, str] = {}
        others = [member.shifted(-_ahead()) for member in remembered]
        self._state = membership.begin(word, others, time.monotonic(), self._rng)

    @property
    def me(self) -> message.Alive:
        """This node's own word, as announced last."""
        return self._state.view.me

    def start(self) -> None:
        """Begin to probe."""
        self.save()
        self._arm()

    def heard(self, sender: str, body: Any, full: bool = False) -> dict[str, Any]:
        """Take the news in `body` from the node `sender` and return ours; with `full`, all we know."""
        news = message.from_json(body)
        effects = self._feed(event.Heard(sender, self._believed(sender, news), news.load, full))
        replies = [effect.updates for effect in effects if isinstance(effect, event.Reply)]
        return self._body(replies[0] if replies else (self.me,))

    async def vouch(self, target: str, address: str) -> bool:
        """Call `target` for another node and return whether it answers."""
        return await self._ping(event.Ping(message.read_name(target), str(Address.read(address)), (self.me,), PATIENCE))

    async def refresh(self, patience: float) -> None:
        """Ask every living node what it has to tell of itself now; who does not answer in time is known as before."""
        view = self._state.view
        addresses = ((name, view.members[name].alive.address) for name in view.living)
        pings = [event.Ping(name, address, (self.me,), patience) for name, address in addresses]
        if pings:
            await asyncio.wait([self._spawn(self._ping(ping)) for ping in pings], timeout=patience)

    def introduce(self) -> dict[str, Any]:
        """Return this node's own word and load."""
        return self._body((self.me,))

    def announce(self, facts: Mapping[str, Any] | None = None, address: Address | None = None) -> None:
        """Tell the others what has changed about this node."""
        self._feed(event.Announce(facts, None if address is None else str(address)))

    async def join(self, addresses: Iterable[Address]) -> None:
        """Call `addresses` and every node on record until one answers; again and again while alone."""
        remembered = {Address.read(member.alive.address) for member in self._state.view.members.values()}
        everywhere = remembered | set(addresses)
        began, pause = time.monotonic(), 1.0
        while everywhere and not self._has_company(began):
            # Not gathered: when this job is cancelled, the calls go on, and `leave` waits for them.
            calls = [self._spawn(self._introduce_to(address)) for address in everywhere]
            await asyncio.wait(calls)
            if any(call.result() for call in calls if not call.exception()):
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def leave(self) -> None:
        """Tell the others that this node stops."""
        # A node that stops while it joins is known to others before it knows them: their answers first.
        await self._settle(_LAST_WORDS)
        self._feed(event.Leave())
        await self._settle(_FAREWELL)
        for task in self._tasks:
            task.cancel()
        self.save()

    def save(self) -> None:
        """Write all that is known to the registry."""
        self._record.put(self.members())

    def members(self) -> list[Member]:
        """Return every node, this one first; times since 1970."""
        now, view = time.monotonic(), self._state.view
        state = State.LEFT if self._state.has_left else State.ALIVE
        (word,) = self._seal((view.me,))
        own = Member(word, state, word.incarnation, now, now, load=node.load(), rtt=0.0)
        return [member.shifted(_ahead()) for member in (own, *view.members.values())]

    def host_of(self, name: str) -> str:
        """Return the node `name` as users know it: its host and its name."""
        member = self._state.view.members.get(name)
        word = self.me if name == self.me.name else member and member.alive
        return f"{word.facts['host']} ({name})" if word else name

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
            pause = max(0.0, membership.deadline(self._state) - time.monotonic())
            self._timer = asyncio.get_running_loop().call_later(pause, self._feed, event.Tick())

    async def _ping(self, ping: event.Ping) -> bool:
        try:
            news, rtt = await self._caller.ping(ping, self._body(ping.updates))
        except PeerError as error:
            self._complain(ping.target, str(error), logging.DEBUG)
            self._feed(event.Unanswered(ping.target))
            return False
        self._complaints.pop(ping.target, None)
        self._feed(event.Answered(ping.target, self._believed(ping.target, news), news.load, rtt))
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

    def _has_company(self, since: float) -> bool:
        view = self._state.view
        return any(view.members[name].heard > since for name in view.living)

    async def _introduce_to(self, address: Address) -> bool:
        try:
            name = await self._caller.identify(address, _JOIN_PATIENCE)
        except PeerError as error:
            self._complain(str(address), str(error), logging.WARNING)
            return False
        if name == self.me.name:
            return False
        updates = membership.introduction(self._state, time.monotonic())
        return await self._ping(event.Ping(name, str(address), updates, _JOIN_PATIENCE, full=True))

    def _spawn(self, work) -> asyncio.Task:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def _settle(self, limit: float) -> None:
        """Wait for the calls under way, at most `limit` seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=limit)

    def _ended(self, task: asyncio.Task) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            log.error("a call failed in an unforeseen way", exc_info=task.exception())

    def _body(self, updates: Iterable[message.Update]) -> dict[str, Any]:
        return message.to_json(message.News(self._seal(updates), node.load()))

    def _believed(self, sender: str, news: message.News) -> tuple[message.Update, ...]:
        believed, forged = gossip.believable(self._state.view, news.updates)
        for update in forged:
            log.warning("dropped an update about %s from %s: wrong signature", update.name, sender)
        return tuple(believed)

    def _complain(self, about: str, text: str, level: int) -> None:
        if self._complaints.get(about) != text:
            log.log(level, "%s", text)
        self._complaints[about] = text


def _called(member: Member) -> str:
    return f"{member.alive.facts['host']} ({member.alive.name} at {member.alive.address})"


def _ahead() -> float:
    """Return how far the clock on the wall is ahead of the steady one, seconds."""
    return time.time() - time.monotonic()
