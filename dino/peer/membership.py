"""SWIM without I/O: `step(view, event, now, rng) -> (view, effects)`.

Rule 1: everything that decides about membership is here and in `view`; who calls does the I/O and the waiting.
Rule 2: a request is answered by the effect Reply; each Ping and PingVia comes back as one event.
Rule 3: call with Tick not later than `deadline(membership)`.

    every PERIOD        a probe of the next member of a shuffled round; no answer within PATIENCE, three others
                        try in our place; none heard it by the end of the period: SUSPECT
    suspicion over      DEAD, unless it refuted
    something to tell   three random members each GOSSIP seconds; and with every probe and answer
    every EXCHANGE      everything, with one random member
    every REVIVE        one of the dead is called, so that a partition heals
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from dino.peer.event import (
    Announce,
    Answered,
    Changed,
    Cloned,
    Effect,
    Event,
    Heard,
    Leave,
    Ping,
    PingVia,
    Remember,
    Reply,
    Tick,
    Unanswered,
    Vouched,
)
from dino.peer.message import Alive, Left, Update
from dino.peer.suspicion import PATIENCE, PERIOD, PROXIES, healthier, stretched, timeout
from dino.peer.view import (
    Member,
    State,
    View,
    announce,
    everything,
    forget,
    life,
    merge,
    put,
    spread,
    take_rumours,
    verdict,
)

GOSSIP = 0.2
FANOUT = 3
EXCHANGE = 30.0
REVIVE = 10.0
_FAREWELLS = 10  # members told directly that we leave
_LATE = 2.0  # a tick later than this: this process was frozen, its judgements are void
_SIGHTINGS = 3  # of an older double, after which it cannot be a memory of a former life
_SMOOTHING = 0.25  # weight of a new round trip in the average


# State


@dataclass(frozen=True)
class Probe:
    """The member being probed, and when it is judged."""

    target: str
    ask_others: float
    judge: float
    proxies: frozenset[str] | None = None


@dataclass(frozen=True)
class Membership:
    """A view and where its timers stand."""

    view: View
    next_probe: float
    next_exchange: float
    next_revive: float
    next_gossip: float
    round: tuple[str, ...] = ()
    probe: Probe | None = None
    has_left: bool = False


def begin(me: Alive, members: Iterable[Member], now: float, rng: random.Random) -> Membership:
    """Return the membership of a daemon that starts as `me` and remembers `members`."""
    view = View(me)
    for member in members:
        view = put(view, member)
    view = replace(spread(view, me), changes={})
    # Spread in time: nodes that start together must not call together for ever.
    return Membership(view, now + PERIOD * rng.random(), now + EXCHANGE * rng.random(), now + REVIVE, now)


def deadline(state: Membership) -> float:
    """Return when Tick is due at the latest."""
    view, probe = state.view, state.probe
    due = [state.next_probe, state.next_exchange, state.next_revive]
    due += [state.next_gossip] if view.rumours and view.living else []
    due += [probe.judge if probe.proxies is not None else probe.ask_others] if probe else []
    return min(due + [_expiry(view, name) for name in view.suspects])


def step(state: Membership, event: Event, now: float, rng: random.Random) -> tuple[Membership, list[Effect]]:
    """Return the membership after `event` at the time `now` (seconds of any steady clock), and what to do."""
    if state.has_left:
        return state, []
    before = state.view
    state, effects = _ON[type(event)](state, event, now, rng)
    view = state.view
    effects = [*_remember(before, view), *_changed(view), *_cloned(before, view), *effects]
    return replace(state, view=replace(view, changes={})), effects


def introduction(state: Membership, now: float) -> tuple[Update, ...]:
    """Return what to tell a node whose name is not known yet: all, our own word first."""
    return _message(state.view, everything(state.view, now), None)


# What an event does


def _on_tick(state, _event, now, rng):
    late = now - deadline(state)
    if late > _LATE:
        state = _thawed(state, now, late)
    effects = []
    for due in (_expire, _ask_others, _judge, _start_probe, _gossip, _exchange, _revive):
        state, more = due(state, now, rng)
        effects += more
    return state, effects


def _on_heard(state, event, now, rng):
    view = merge(state.view, event.updates, now)
    # What is believed of the caller goes back to it, so that it can refute.
    known = view.members.get(event.sender)
    accusation = verdict(known, view.me.name, now) if known else None
    view = _met(view, event.sender, event.load, None, now)
    view, rumours = (view, everything(view, now)) if event.full else take_rumours(view, event.updates)
    reply = Reply(_message(view, rumours, accusation))
    return replace(state, view=view), [reply]


def _on_answered(state, event, now, rng):
    view = merge(state.view, event.updates, now)
    view = _met(view, event.target, event.load, event.rtt, now)
    return _acquit(replace(state, view=view), event.target), []


def _on_unanswered(state, event, now, rng):
    probe = state.probe
    if probe is None or probe.target != event.target or probe.proxies is not None:
        return state, []
    return _ask_others(replace(state, probe=replace(probe, ask_others=now)), now, rng)


def _on_vouched(state, event, now, rng):
    probe = state.probe
    if probe is None or probe.target != event.target or event.via not in (probe.proxies or ()):
        return state, []
    if event.alive:
        return _acquit(state, event.target), []
    # A proxy that answers "no" has done its part; one that is silent speaks against our own health.
    heard_from = probe.proxies - {event.via} if event.alive is False else probe.proxies
    return replace(state, probe=replace(probe, proxies=heard_from)), []


def _on_announce(state, event, now, rng):
    news = {key: value for key, value in vars(event).items() if value is not None}
    return replace(state, view=announce(state.view, signature="", **news)), []


def _on_leave(state, _event, now, rng):
    view = state.view
    farewell = Left(view.me.name, view.me.incarnation, view.me.public)
    told = _some(view.living, _FAREWELLS, rng)
    return replace(state, has_left=True), [_ping(view, name, (farewell,), PATIENCE) for name in told]


_ON = {
    Tick: _on_tick,
    Heard: _on_heard,
    Answered: _on_answered,
    Unanswered: _on_unanswered,
    Vouched: _on_vouched,
    Announce: _on_announce,
    Leave: _on_leave,
}


# What is due


def _expire(state, now, rng):
    view = state.view
    for name in view.suspects:
        if now >= _expiry(view, name):
            dead = verdict(replace(view.members[name], state=State.DEAD, since=now), view.me.name, now)
            view = merge(view, (dead,), now)
    return replace(state, view=view), []


def _ask_others(state, now, rng):
    probe, view = state.probe, state.view
    if probe is None or probe.proxies is not None or now < probe.ask_others:
        return state, []
    proxies = _some([name for name in view.living if name != probe.target], PROXIES, rng)
    where = view.members[probe.target].alive.address
    patience = max(PATIENCE, probe.judge - now)
    effects = [PingVia(via, view.members[via].alive.address, probe.target, where, patience) for via in proxies]
    return replace(state, probe=replace(probe, proxies=frozenset(proxies))), effects


def _judge(state, now, rng):
    probe, view = state.probe, state.view
    if probe is None or now < probe.judge:
        return state, []
    view = replace(view, health=healthier(view.health, len(probe.proxies or ())))
    accused = view.members.get(probe.target)
    if accused:
        charge = verdict(replace(accused, state=State.SUSPECT), view.me.name, now)
        view = merge(view, (charge,), now)
    return replace(state, view=view, probe=None), []


def _start_probe(state, now, rng):
    if now < state.next_probe or state.probe:
        return state, []
    view = state.view
    state = replace(state, next_probe=now + stretched(PERIOD, view.health))
    coming = [name for name in state.round if name in view.members and view.members[name].state in _PROBED]
    coming = coming or _some(view.living, len(view.living), rng)
    if not coming:
        return replace(state, round=()), []
    target, *rest = coming
    patience = stretched(PATIENCE, view.health)
    probe = Probe(target, now + patience, now + stretched(PERIOD, view.health))
    view, rumours = take_rumours(view)
    return replace(state, view=view, round=tuple(rest), probe=probe), [_ping(view, target, rumours, patience, now)]


def _gossip(state, now, rng):
    view = state.view
    if now < state.next_gossip or not view.rumours or not view.living:
        return state, []
    effects = []
    for name in _some(view.living, FANOUT, rng):
        view, rumours = take_rumours(view)
        effects += [_ping(view, name, rumours, PATIENCE, now)] if rumours else []
    return replace(state, view=view, next_gossip=now + GOSSIP), effects


def _exchange(state, now, rng):
    if now < state.next_exchange:
        return state, []
    view = forget(state.view, now)
    effects = [_full(view, name, now) for name in _some(view.living, 1, rng)]
    return replace(state, view=view, next_exchange=now + EXCHANGE), effects


def _revive(state, now, rng):
    if now < state.next_revive:
        return state, []
    dead = sorted(name for name, member in state.view.members.items() if member.state is State.DEAD)
    effects = [_full(state.view, name, now) for name in _some(dead, 1, rng)]
    return replace(state, next_revive=now + REVIVE), effects


_PROBED = (State.ALIVE, State.SUSPECT)


# Parts


def _thawed(state: Membership, now: float, late: float) -> Membership:
    """This process was frozen for `late` seconds: it missed answers and refutations, so it accuses nobody."""
    view = state.view
    for name in view.suspects:
        member = view.members[name]
        view = put(view, replace(member, since=member.since + late))
    view = replace(view, health=healthier(view.health, +1))
    return replace(state, view=view, probe=None, next_probe=now)


def _acquit(state: Membership, name: str) -> Membership:
    if state.probe is None or state.probe.target != name:
        return state
    health = healthier(state.view.health, -1)
    return replace(state, probe=None, view=replace(state.view, health=health))


def _met(view: View, name: str, load: float | None, rtt: float | None, now: float) -> View:
    """Return `view` after direct contact with `name`."""
    known = view.members.get(name)
    if known is None or known.state not in _PROBED:
        return view
    if rtt is not None and known.rtt is not None:
        rtt = known.rtt + _SMOOTHING * (rtt - known.rtt)
    met = replace(known, heard=now, load=load, rtt=known.rtt if rtt is None else rtt)
    return replace(view, members={**view.members, name: met})


def _ping(view: View, name: str, rumours, patience: float, now: float = 0.0) -> Ping:
    member = view.members[name]
    accusation = verdict(member, view.me.name, now)
    return Ping(name, member.alive.address, _message(view, rumours, accusation), patience)


def _full(view: View, name: str, now: float) -> Ping:
    return replace(_ping(view, name, everything(view, now), 4 * PATIENCE, now), full=True)


def _message(view: View, rumours: tuple[Update, ...], accusation: Update | None) -> tuple[Update, ...]:
    """Return the updates of one message: our own word first, then what the other must be able to refute."""
    others = tuple(update for update in rumours if update != view.me and update != accusation)
    return (view.me, *((accusation,) if accusation else ()), *others)


def _expiry(view: View, name: str) -> float:
    member = view.members[name]
    return member.since + timeout(view.size, len(member.suspecters) - 1)


def _some(names, count: int, rng: random.Random) -> list[str]:
    return rng.sample(list(names), min(count, len(names)))


def _remember(before: View, after: View) -> list[Effect]:
    return [Remember(after.me.incarnation)] if after.me.incarnation != before.me.incarnation else []


def _changed(view: View) -> list[Effect]:
    return [Changed(name, old, view.members.get(name)) for name, old in view.changes.items()]


def _cloned(before: View, after: View) -> list[Effect]:
    if len(after.doubles) == len(before.doubles):
        return []
    double = after.doubles[-1]
    if life(double) > life(after.me):
        return [Cloned(double.address, yield_=False)]
    sightings = sum(life(other) == life(double) for other in after.doubles)
    return [Cloned(double.address, yield_=True)] if sightings >= _SIGHTINGS else []
