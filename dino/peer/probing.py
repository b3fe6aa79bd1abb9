"""What a membership does by the clock: probes, judgements, gossip, exchanges. Pure, as all of it."""

import random
from collections.abc import Collection
from dataclasses import dataclass, replace

from dino.peer.event import Effect, Ping, PingVia
from dino.peer.message import Update
from dino.peer.suspicion import PATIENCE, PERIOD, PROXIES, healthier, stretched, timeout
from dino.peer.view import LIVING, State, View, everything, forget, merge, put, take_rumours, verdict

GOSSIP = 0.2
FANOUT = 3
EXCHANGE = 30.0
REVIVE = 10.0


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


def deadline(state: Membership) -> float:
    """Return when Tick is due at the latest."""
    view, probe = state.view, state.probe
    due = [state.next_probe, state.next_exchange, state.next_revive]
    due += [state.next_gossip] if view.rumours and view.living else []
    due += [probe.judge if probe.proxies is not None else probe.ask_others] if probe else []
    return min(due + [_expiry(view, name) for name in view.suspects])


# What is due: (membership, now, rng) -> (membership, effects)


def _expire(state, now, rng):
    view = state.view
    for name in view.suspects:
        if now >= _expiry(view, name):
            dead = verdict(replace(view.members[name], state=State.DEAD, since=now), view.me.name, now)
            view = merge(view, (dead,), now)
    return replace(state, view=view), []


def ask_others(state: Membership, now: float, rng: random.Random) -> tuple[Membership, list[Effect]]:
    """Have three others call the probed member, once the time to wait for its own answer is over."""
    probe, view = state.probe, state.view
    if probe is None or probe.proxies is not None or now < probe.ask_others:
        return state, []
    proxies = some([name for name in view.living if name != probe.target], PROXIES, rng)
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
    coming = [name for name in state.round if name in view.members and view.members[name].state in LIVING]
    coming = coming or some(view.living, len(view.living), rng)
    if not coming:
        return replace(state, round=()), []
    target, *rest = coming
    patience = stretched(PATIENCE, view.health)
    probe = Probe(target, now + patience, now + stretched(PERIOD, view.health))
    view, rumours = take_rumours(view)
    return replace(state, view=view, round=tuple(rest), probe=probe), [ping(view, target, rumours, patience, now)]


def _gossip(state, now, rng):
    view = state.view
    if now < state.next_gossip or not view.rumours or not view.living:
        return state, []
    effects = []
    for name in some(view.living, FANOUT, rng):
        view, rumours = take_rumours(view)
        effects += [ping(view, name, rumours, PATIENCE, now)] if rumours else []
    return replace(state, view=view, next_gossip=now + GOSSIP), effects


def _exchange(state, now, rng):
    if now < state.next_exchange:
        return state, []
    view = forget(state.view, now)
    effects = [_full(view, name, now) for name in some(view.living, 1, rng)]
    return replace(state, view=view, next_exchange=now + EXCHANGE), effects


def _revive(state, now, rng):
    if now < state.next_revive:
        return state, []
    dead = sorted(name for name, member in state.view.members.items() if member.state is State.DEAD)
    effects = [_full(state.view, name, now) for name in some(dead, 1, rng)]
    return replace(state, next_revive=now + REVIVE), effects


DUE = (_expire, ask_others, _judge, _start_probe, _gossip, _exchange, _revive)


# Parts


def thawed(state: Membership, now: float, late: float) -> Membership:
    """This process was frozen for `late` seconds: it missed answers and refutations, so it accuses nobody."""
    view = state.view
    for name in view.suspects:
        member = view.members[name]
        view = put(view, replace(member, since=member.since + late))
    view = replace(view, health=healthier(view.health, +1))
    return replace(state, view=view, probe=None, next_probe=now)


def acquit(state: Membership, name: str) -> Membership:
    """Return `state` after a sign of life of `name`: if it was the one being probed, the probe is over."""
    if state.probe is None or state.probe.target != name:
        return state
    health = healthier(state.view.health, -1)
    return replace(state, probe=None, view=replace(state.view, health=health))


def ping(view: View, name: str, rumours: tuple[Update, ...], patience: float, now: float) -> Ping:
    """Return the call to the member `name` with `rumours`."""
    member = view.members[name]
    accusation = verdict(member, view.me.name, now)
    return Ping(name, member.alive.address, letter(view, rumours, accusation), patience)


def _full(view: View, name: str, now: float) -> Ping:
    return replace(ping(view, name, everything(view, now), 4 * PATIENCE, now), full=True)


def letter(view: View, rumours: tuple[Update, ...], accusation: Update | None) -> tuple[Update, ...]:
    """Return the updates of one message: our own word first, then what the other must be able to refute."""
    others = tuple(update for update in rumours if update != view.me and update != accusation)
    return (view.me, *((accusation,) if accusation else ()), *others)


def _expiry(view: View, name: str) -> float:
    member = view.members[name]
    return member.since + timeout(view.size, len(member.suspecters) - 1)


def some(names: Collection[str], count: int, rng: random.Random) -> list[str]:
    """Return `count` of `names`, or as many as there are, in random order."""
    return rng.sample(list(names), min(count, len(names)))
