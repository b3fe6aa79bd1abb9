"""The list of peers as users see it: rows for `dino listall`, from the daemon or from its database."""

from collections.abc import Iterable
from typing import Any

from dino.peer.view import Member


def roster(members: Iterable[Member], own_name: str) -> list[dict[str, Any]]:
    """Return one JSON object per member, this node first, then by host name.

    Parameters
    ----------
    members : iterable of Member
        With times in seconds since 1970.
    own_name : str
        The name of this node.
    """
    rows = [_row(member, own_name) for member in members]
    return sorted(rows, key=lambda row: (not row["self"], row["host"], row["name"]))


def _row(member: Member, own_name: str) -> dict[str, Any]:
    word, facts = member.alive, member.alive.facts
    told = ("host", "architecture", "cores", "memory", "slots", "busy", "versions")
    return {
        "name": word.name,
        "address": word.address,
        "state": str(member.state),
        "self": word.name == own_name,
        **{key: facts[key] for key in told},
        "load": member.load,
        "rtt_ms": None if member.rtt is None else round(1000 * member.rtt, 2),
        "last_seen": round(member.heard, 3),
        "incarnation": member.incarnation,
    }
