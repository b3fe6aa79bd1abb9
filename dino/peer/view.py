"""What one node believes of the others, and how an update changes it. Pure: no clock, no I/O.

Rule 1: of two updates about a node the one of the higher incarnation wins; of the same incarnation,
Alive < Suspect < Dead < Left.
Rule 2: only the node itself raises its incarnation; so it refutes what others say of it.
Rule 3: an update that changed something is passed on, at most `retransmissions` times; any other is not.
"""

import bisect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from dino.peer.message import Alive, Dead, Left, Suspect, Update
from dino.peer.suspicion import healthier, retransmissions

TOMBSTONE = 24 * 3600.0  # seconds for which the gone are remembered
_MOST_RUMOURS = 32  # updates passed on in one message


class State(StrEnum):
    """A member's state in the eyes of one node."""

    ALIVE = "ALIVE"
    SUSPECT = "SUSPECT"
    DEAD = "DEAD"
    LEFT = "LEFT"


LIVING = (State.ALIVE, State.SUSPECT)


@dataclass(frozen=True)
class Member:
    """Another node.

    Attributes
    ----------
    alive : Alive
        Its newest own word.
    incarnation : int
        That of the update which set `state`.
    since, heard : float
        When the state began, and when the node was last heard of alive, seconds.
    suspecters : frozenset of str
        Who suspects it.
    left : Left, optional
        Its signed good-bye.
    rtt : float, optional
        Smoothed round trip, seconds.
    load : float, optional
        Its load average when it last spoke to us.
    """

    alive: Alive
    state: State
    incarnation: int
    since: float
    heard: float
    suspecters: frozenset[str] = frozenset()
    left: Left | None = None
    rtt: float | None = None
    load: float | None = None

    def shifted(self, delta: float) -> "Member":
        """Return this member with its times in a clock that is `delta` seconds ahead."""
        return replace(self, since=self.since + delta, heard=self.heard + delta)


@dataclass(frozen=True)
class Rumour:
    """An update that is still to be passed on, and how often it was."""

    update: Update
    sent: int = 0


@dataclass(frozen=True)
class View:
    """The belief of the node `me`.

    Attributes
    ----------
    me : Alive
        Its own word, without signature: that is put on where it leaves.
    members : mapping of str to Member
        The others, by name.
    living, suspects : tuple of str
        Names of those in ALIVE or SUSPECT, and in SUSPECT, sorted.
    rumours : mapping of str to Rumour
        What to pass on, by the name it is about.
    health : int
        Lifeguard's local health score.
    changes : mapping of str to Member or None
        What members were before the present step.
    doubles : tuple of Alive
        Words of other processes that bore or bear this node's identity, in the order met.
    """

    me: Alive
    members: Mapping[str, Member] = field(default_factory=dict)
    living: tuple[str, ...] = ()
    suspects: tuple[str, ...] = ()
    rumours: Mapping[str, Rumour] = field(default_factory=dict)
    health: int = 0
    changes: Mapping[str, Member | None] = field(default_factory=dict)
    doubles: tuple[Alive, ...] = ()

    @property
    def size(self) -> int:
        """How many nodes live, this one included."""
        return len(self.living) + 1


def put(view: View, member: Member) -> View:
    """Return `view` with `member` in the place of what it knew of that node."""
    name = member.alive.name
    before = view.members.get(name)
    return replace(
        view,
        members={**view.members, name: member},
        living=_with(view.living, name, member.state in LIVING),
        suspects=_with(view.suspects, name, member.state is State.SUSPECT),
        changes=view.changes if name in view.changes else {**view.changes, name: before},
    )


def forget(view: View, now: float) -> View:
    """Return `view` without those who have been gone for a day."""
    old = {name for name, member in view.members.items() if _is_forgotten(member, now)}
    if not old:
        return view
    members = {name: member for name, member in view.members.items() if name not in old}
    changes = {**{name: view.members[name] for name in old}, **view.changes}
    rumours = {name: rumour for name, rumour in view.rumours.items() if name not in old}
    return replace(view, members=members, changes=changes, rumours=rumours)


def spread(view: View, update: Update) -> View:
    """Return `view` with `update` to be passed on, in the place of any older one about the same node."""
    return replace(view, rumours={**view.rumours, update.name: Rumour(update)})


def take_rumours(view: View, known: tuple[Update, ...] = ()) -> tuple[View, tuple[Update, ...]]:
    """Return the updates for one message, those least often sent first, and the view that has counted them.

    What the receiver has just told us (`known`) is not told back: it would count as sent and reach nobody.
    """
    fresh = [rumour for rumour in view.rumours.values() if rumour.update not in known]
    if not fresh:
        return view, ()
    chosen = sorted(fresh, key=lambda rumour: rumour.sent)[:_MOST_RUMOURS]
    limit = retransmissions(view.size)
    rumours = dict(view.rumours)
    for rumour in chosen:
        rumours[rumour.update.name] = Rumour(rumour.update, rumour.sent + 1)
        if rumour.sent + 1 >= limit:
            del rumours[rumour.update.name]
    return replace(view, rumours=rumours), tuple(rumour.update for rumour in chosen)


def everything(view: View, now: float) -> tuple[Update, ...]:
    """Return all that `view` knows, as updates: each member's own word, then the verdict on it."""
    return tuple(update for member in view.members.values() for update in _told(member, now))


def verdict(member: Member, by: str, now: float) -> Update | None:
    """Return the update that says `member` is not alive, or None if it is."""
    match member.state:
        case State.SUSPECT:
            return Suspect(member.alive.name, member.incarnation, by)
        case State.DEAD:
            return Dead(member.alive.name, member.incarnation, by, max(0.0, now - member.since))
        case State.LEFT:
            return replace(member.left, age=max(0.0, now - member.since))
    return None


def merge(view: View, updates: Iterable[Update], now: float) -> View:
    """Return `view` after `updates`, in their order."""
    for update in updates:
        if update.name == view.me.name:
            view = _about_me(view, update)
        else:
            view = _APPLY[type(update)](view, update, now)
    return view


def announce(view: View, above: int = 0, **changes) -> View:
    """Return `view` with a new own word: changed as `changes` say, of an incarnation above `above` and the last."""
    me = replace(view.me, incarnation=max(above, view.me.incarnation) + 1, **changes)
    return spread(replace(view, me=me), me)


def life(alive: Alive) -> tuple[int, str]:
    """Return what tells one process that bears a node's identity from another."""
    return alive.started, alive.address


def _told(member: Member, now: float) -> tuple[Update, ...]:
    judged = verdict(member, min(member.suspecters, default=member.alive.name), now)
    return (member.alive, judged) if judged else (member.alive,)


def _alive(view: View, update: Alive, now: float) -> View:
    known = view.members.get(update.name)
    if known and update.incarnation <= known.incarnation:
        return view
    member = Member(update, State.ALIVE, update.incarnation, now, now)
    if known:
        since = known.since if known.state is State.ALIVE else now
        member = replace(member, since=since, rtt=known.rtt, load=known.load)
    return spread(put(view, member), update)


def _suspect(view: View, update: Suspect, now: float) -> View:
    known = view.members.get(update.name)
    if not known or known.state not in LIVING or update.incarnation < known.incarnation:
        return view
    if known.state is State.SUSPECT and update.incarnation == known.incarnation:
        return _confirm(view, known, update)
    suspected = replace(
        known, state=State.SUSPECT, incarnation=update.incarnation, since=now, suspecters=frozenset({update.by})
    )
    return spread(put(view, suspected), update)


def _confirm(view: View, known: Member, update: Suspect) -> View:
    if update.by in known.suspecters:
        return view
    return spread(put(view, replace(known, suspecters=known.suspecters | {update.by})), update)


def _dead(view: View, update: Dead, now: float) -> View:
    known = view.members.get(update.name)
    if not known or known.state not in LIVING or update.incarnation < known.incarnation:
        return view
    return _gone(view, known, State.DEAD, update, now)


def _left(view: View, update: Left, now: float) -> View:
    known = view.members.get(update.name)
    if not known or known.state is State.LEFT or update.incarnation < known.incarnation:
        return view
    return _gone(view, replace(known, left=update), State.LEFT, update, now)


def _gone(view: View, known: Member, state: State, update: Dead | Left, now: float) -> View:
    gone = replace(known, state=state, incarnation=update.incarnation, since=now - update.age)
    return spread(put(view, gone), update)


_APPLY = {Alive: _alive, Suspect: _suspect, Dead: _dead, Left: _left}


def _about_me(view: View, update: Update) -> View:
    if isinstance(update, Alive):
        return _my_double(view, update)
    if update.incarnation < view.me.incarnation:
        return view
    # Someone could not hear us: perhaps it is we who are slow (Lifeguard).
    return announce(replace(view, health=healthier(view.health, +1)), update.incarnation)


def _my_double(view: View, update: Alive) -> View:
    """A former life of this node, or a clone: either way our own word must stand above it."""
    if life(update) == life(view.me) or update.incarnation < view.me.incarnation:
        return view
    return announce(replace(view, doubles=(*view.doubles, update)), update.incarnation)


def _with(names: tuple[str, ...], name: str, present: bool) -> tuple[str, ...]:
    place = bisect.bisect_left(names, name)
    found = place < len(names) and names[place] == name
    if found == present:
        return names
    return (*names[:place], name, *names[place:]) if present else (*names[:place], *names[place + 1 :])


def _is_forgotten(member: Member, now: float) -> bool:
    return member.state not in LIVING and now - member.since > TOMBSTONE
