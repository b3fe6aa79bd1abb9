"""Which hosts a run takes, and why it does not take others. Pure: decides on what `dino listall` lists."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from dino.errors import LaunchError

_CALLED = {"dino": "DiNo", "python": "Python", "numpy": "NumPy", "mpi4py": "mpi4py", "mpi": "MPI"}


@dataclass(frozen=True)
class Place:
    """A host of a run.

    Attributes
    ----------
    name, host, address : str
        The node's name, its host's name, where its daemon listens.
    ranks : int
        How many ranks it takes.
    own : bool
        Whether it is this host, where root is.
    """

    name: str
    host: str
    address: str
    ranks: int
    own: bool


@dataclass(frozen=True)
class Plan:
    """The places of a run, this host first, and `(host, reason)` of each peer that cannot take part."""

    places: tuple[Place, ...]
    obstacles: tuple[tuple[str, str], ...]

    @property
    def ranks(self) -> int:
        """The number of ranks."""
        return sum(place.ranks for place in self.places)


def wish(text: str) -> dict[str, int | None]:
    """Read `HOST[:RANKS],…`; a host's ranks are None where none are given.

    Raises
    ------
    LaunchError
        If it is not of this form.
    """
    wanted: dict[str, int | None] = {}
    for part in text.split(","):
        match = re.fullmatch(r"\s*([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::([1-9]\d{0,5}))?\s*", part)
        if match is None:
            raise LaunchError(f"--hosts {text!r}: expected HOST or HOST:RANKS, separated by commas, not {part!r}")
        if match[1] in wanted:
            raise LaunchError(f"--hosts {text!r} names {match[1]} twice")
        wanted[match[1]] = match[2] and int(match[2])
    return wanted


def plan(roster: list[dict[str, Any]], ranks: int | None, hosts: str | None) -> Plan:
    """Choose the places of a run.

    Every host gets a rank before any gets a second: each has a memory and a network of its own. This host, where root
    is, comes first.

    Parameters
    ----------
    roster : list of dict
        The peers as `local.peers` returns them, this node first.
    ranks : int or None
        The number of ranks wanted; all free slots if None.
    hosts : str or None
        The hosts wanted, `HOST[:RANKS],…`; all that are alive if None.

    Raises
    ------
    LaunchError
        If that cannot be had.
    """
    own, *others = roster
    if hosts is None:
        return _everywhere(own, others, ranks)
    asked = [(text, peer := _called(text, roster), _number(peer, number)) for text, number in wish(hosts).items()]
    for index, (_, peer, _) in enumerate(asked):
        if any(peer is other for _, other, _ in asked[:index]):
            raise LaunchError(f"--hosts names {peer['host']} twice")
    at_home = next((number or max(1, _free(own)) for _, peer, number in asked if peer is own), 1)
    away = [(peer, _granted(own, text, peer, number)) for text, peer, number in asked if peer is not own]
    rooms = [(own, at_home), *away]
    return Plan(_filled(rooms, ranks), ())


def _number(peer: dict[str, Any], number: int | None) -> int | None:
    """The ranks asked of a peer; none where what stands behind the colon is its port: `dino listall` shows that."""
    port = peer["address"].rpartition(":")[2]
    return None if str(number) == port and number > peer["slots"] else number


def _granted(own: dict[str, Any], text: str, peer: dict[str, Any], number: int | None) -> int:
    if reason := obstacle(own, peer):
        raise LaunchError(f"{text} cannot take part: {reason}")
    if number and number > _free(peer):
        raise LaunchError(f"{text} cannot take {number} ranks: {_free(peer)} of its {peer['slots']} slots are free")
    return number or _free(peer)


def _everywhere(own: dict[str, Any], others: list[dict[str, Any]], ranks: int | None) -> Plan:
    reasons = {peer["name"]: obstacle(own, peer) for peer in others}
    fit = [peer for peer in others if reasons[peer["name"]] is None]
    rooms = [(own, max(1, _free(own))), *((peer, _free(peer)) for peer in fit)]
    obstacles = tuple((peer["host"], reasons[peer["name"]]) for peer in others if reasons[peer["name"]])
    return Plan(_filled(rooms, ranks, obstacles), obstacles)


def obstacle(own: Mapping[str, Any], peer: Mapping[str, Any]) -> str | None:
    """Return why `peer` cannot take part in a run of `own`'s, or None."""
    if peer["state"] != "ALIVE":
        return f"it is {peer['state']}"
    if peer["architecture"] != own["architecture"]:
        return f"its processor is {peer['architecture']}, this one {own['architecture']}"
    return mismatch(own["versions"], peer["versions"]) or (
        None if _free(peer) else f"all {peer['slots']} slots are busy"
    )


def mismatch(own: Mapping[str, str], other: Mapping[str, str]) -> str | None:
    """Return what differs between versions that must agree, or None.

    Those of DiNo and of the MPI library in full; of Python, NumPy and mpi4py the first two numbers: the ranks share
    code objects and the layout of arrays, not patches.
    """
    for key, name in _CALLED.items():
        ours, theirs = own.get(key, "none"), other.get(key, "none")
        if theirs == "none":
            return f"it has no {name}"
        if _significant(key, ours) != _significant(key, theirs):
            return f"{name} {theirs} there, {ours} here".replace("MPI mpich", "mpich")
    return None


def _significant(key: str, version: str) -> str:
    return version if key in ("dino", "mpi") else ".".join(version.split(".")[:2])


def _free(peer: Mapping[str, Any]) -> int:
    return max(0, peer["slots"] - peer["busy"])


def _called(text: str, roster: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the peer that a user calls `text`: by host, with its domain or without, by address without port, or by
    (the start of) its name."""
    bare = text.strip("[]")
    found = [
        peer
        for peer in roster
        if peer["host"] == text or peer["address"].rpartition(":")[0].strip("[]") == bare or _is_name(text, peer)
    ] or [peer for peer in roster if peer["host"].partition(".")[0] == text]
    if not found:
        known = ", ".join(peer["host"] for peer in roster)
        raise LaunchError(f"--hosts: no peer is called {text!r}; known are {known} (see 'dino listall')")
    living = [peer for peer in found if peer["state"] == "ALIVE"] or [max(found, key=itemgetter("last_seen"))]
    if len(living) > 1:
        names = ", ".join(peer["name"] for peer in living)
        raise LaunchError(f"--hosts: {text!r} can be any of {names}: use one of these names")
    return living[0]


def _is_name(text: str, peer: Mapping[str, Any]) -> bool:
    return text.startswith("n-") and peer["name"].startswith(text)


def _filled(
    rooms: list[tuple[dict[str, Any], int]], ranks: int | None, obstacles: tuple[tuple[str, str], ...] = ()
) -> tuple[Place, ...]:
    room = sum(free for _, free in rooms)
    if ranks is not None and ranks > room:
        listed = ", ".join(f"{peer['host']} {free}" for peer, free in rooms)
        listed += "".join(f"; not {host}: {reason}" for host, reason in obstacles)
        raise LaunchError(
            f"-n {ranks} is too many: {room} slot{'s are' if room > 1 else ' is'} free ({listed}); "
            "'dino serve --slots' offers more, --local runs on this machine alone"
        )
    taken = _dealt([free for _, free in rooms], room if ranks is None else ranks)
    return tuple(
        Place(peer["name"], peer["host"], peer["address"], count, peer["self"])
        for (peer, _), count in zip(rooms, taken, strict=True)
        if count
    )


def _dealt(rooms: list[int], ranks: int) -> list[int]:
    """Deal `ranks` out, one to each room in turn while it has place."""
    taken = [0] * len(rooms)
    while ranks:
        for index, room in enumerate(rooms):
            if ranks and taken[index] < room:
                taken[index] += 1
                ranks -= 1
    return taken
