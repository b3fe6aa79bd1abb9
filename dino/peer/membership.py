"""SWIM without I/O: `step(view, event, now, rng) -> (view, effects)`.

Rule 1: everything that decides about membership is here, in `probing` and in `view`; the caller does the I/O.
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
from dataclasses import replace

from dino.peer.event import (
    Announce,
    Answered,
    Changed,
    Cloned,
    Effect,
    Event,
    Heard,
    Leave,
    Remember,
    Reply,
    Tick,
    Unanswered,
    Vouched,
)
from dino.peer.message import Alive, Left, Update
from dino.peer.probing import (
    DUE,
    EXCHANGE,
    REVIVE,
    Membership,
    acquit,
    ask_others,
    deadline,
    letter,
    ping,
    some,
    thawed,
)
from dino.peer.suspicion import PATIENCE, PERIOD
from dino.peer.view import (
    LIVING,
    Member,
    View,
    announce,
    everything,
    life,
    merge,
    put,
    spread,
    take_rumours,
    verdict,
)

_FAREWELLS = 10  # members told directly that we leave
_LATE = 2.0  # a tick later than this: this process was frozen, its judgements are void
_SIGHTINGS = 3  # of an older double, after which it cannot be a memory of a former life
_SMOOTHING = 0.25  # weight of a new round trip in the average


def begin(me: Alive, members: Iterable[Member], now: float, rng: random.Random) -> Membership:
    """Return the membership of a daemon that starts as `me` and remembers `members`."""
    view = View(me)
    for member in members:
        view = put(view, member)
    view = replace(spread(view, me), changes={})
    # Spread in time: nodes that start together must not call together for ever.
    return Membership(view, now + PERIOD * rng.random(), now + EXCHANGE * rng.random(), now + REVIVE, now)


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
    return letter(state.view, everything(state.view, now), None)


# What an event does


def _on_tick(state, _event, now, rng):
    late = now - deadline(state)
    if late > _LATE:
        state = thawed(state, now, late)
    effects = []
    for due in DUE:
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
    reply = Reply(letter(view, rumours, accusation))
    return replace(state, view=view), [reply]


def _on_answered(state, event, now, rng):
    view = merge(state.view, event.updates, now)
    view = _met(view, event.target, event.load, event.rtt, now)
    return acquit(replace(state, view=view), event.target), []


def _on_unanswered(state, event, now, rng):
    probe = state.probe
    if probe is None or probe.target != event.target or probe.proxies is not None:
        return state, []
    return ask_others(replace(state, probe=replace(probe, ask_others=now)), now, rng)


def _on_vouched(state, event, now, rng):
    probe = state.probe
    if probe is None or probe.target != event.target or event.via not in (probe.proxies or ()):
        return state, []
    if event.alive:
        return acquit(state, event.target), []
    # A proxy that answers "no" has done its part; one that is silent speaks against our own health.
    heard_from = probe.proxies - {event.via} if event.alive is False else probe.proxies
    return replace(state, probe=replace(probe, proxies=heard_from)), []


def _on_announce(state, event, now, rng):
    news = {key: value for key, value in vars(event).items() if value is not None}
    return replace(state, view=announce(state.view, signature="", **news)), []


def _on_leave(state, _event, now, rng):
    view = state.view
    farewell = Left(view.me.name, view.me.incarnation, view.me.public)
    told = some(view.living, _FAREWELLS, rng)
    return replace(state, has_left=True), [ping(view, name, (farewell,), PATIENCE, now) for name in told]


_ON = {
    Tick: _on_tick,
    Heard: _on_heard,
    Answered: _on_answered,
    Unanswered: _on_unanswered,
    Vouched: _on_vouched,
    Announce: _on_announce,
    Leave: _on_leave,
}


def _met(view: View, name: str, load: float | None, rtt: float | None, now: float) -> View:
    """Return `view` after direct contact with `name`."""
    known = view.members.get(name)
    if known is None or known.state not in LIVING:
        return view
    if rtt is not None and known.rtt is not None:
        rtt = known.rtt + _SMOOTHING * (rtt - known.rtt)
    met = replace(known, heard=now, load=load, rtt=known.rtt if rtt is None else rtt)
    return replace(view, members={**view.members, name: met})


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
