"""What nodes tell each other: typed updates, JSON in and out.

Keys that this version does not know are ignored, and so are kinds of update. A node signs its own Alive and
Left, so that no other member can speak for it; Suspect and Dead are said by others, and refuted by an Alive of
a higher incarnation.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dino.errors import LocalPeerError, RemotePeerError
from dino.peer.address import Address
from dino.peer.identity import signed

MOST_UPDATES = 20_000
_MOST_FACTS = 8192  # bytes of JSON
_NAME = re.compile(r"n-[a-z2-7]{32}")


@dataclass(frozen=True)
class Alive:
    """The node `name` lives: its own word, as of `incarnation`.

    Attributes
    ----------
    address : str
        HOST:PORT where it listens.
    started : int
        When its daemon started, milliseconds since 1970 by its clock: tells two lives, or clones, apart.
    facts : mapping
        What it tells of itself, see `dino.peer.node`.
    public, signature : str
        Its key and its signature, hexadecimal.
    """

    name: str
    incarnation: int
    address: str
    started: int
    facts: Mapping[str, Any] = field(hash=False)
    public: str = ""
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """Return what the signature covers."""
        return _canonical("alive", self.name, self.incarnation, self.address, self.started, self.facts)


@dataclass(frozen=True)
class Left:
    """The node `name` says good-bye, `age` seconds ago."""

    name: str
    incarnation: int
    public: str = ""
    signature: str = ""
    age: float = 0.0

    def signed_bytes(self) -> bytes:
        """Return what the signature covers; not the age, which grows."""
        return _canonical("left", self.name, self.incarnation)


@dataclass(frozen=True)
class Suspect:
    """The node `by` got no answer from `name`."""

    name: str
    incarnation: int
    by: str


@dataclass(frozen=True)
class Dead:
    """The suspicion of `name` was not refuted in time; `age` seconds ago."""

    name: str
    incarnation: int
    by: str
    age: float = 0.0


Update = Alive | Suspect | Dead | Left
_KINDS = {"alive": Alive, "suspect": Suspect, "dead": Dead, "left": Left}
_WORDS = {kind: word for word, kind in _KINDS.items()}


@dataclass(frozen=True)
class News:
    """The body of every call between daemons, and of its answer.

    Attributes
    ----------
    updates : tuple of Update
        The sender's own Alive first.
    load : float, optional
        The sender's load average over one minute.
    """

    updates: tuple[Update, ...]
    load: float | None = None


def is_own_word(update: Update) -> bool:
    """Tell whether the node that `update` is about signed it itself (true of what needs no signature)."""
    if isinstance(update, Suspect | Dead):
        return True
    return signed(update.signed_bytes(), update.name, update.public, update.signature)


def to_json(news: News) -> dict[str, Any]:
    """Return `news` as what `json.dumps` takes."""
    return {"updates": [update_to_json(update) for update in news.updates], "load": news.load}


def update_to_json(update: Update) -> dict[str, Any]:
    """Return `update` as what `json.dumps` takes."""
    return {"kind": _WORDS[type(update)], **vars(update)}


def from_json(body: Any) -> News:
    """Return the news that `body` (parsed JSON) carries.

    Raises
    ------
    RemotePeerError
        If a known part is missing or of the wrong form; names it.
    """
    body = _typed(body, dict, "the message")
    updates = _typed(body.get("updates"), list, "updates")
    if len(updates) > MOST_UPDATES:
        raise RemotePeerError(f"the message has {len(updates)} updates, at most {MOST_UPDATES} are taken")
    load = body.get("load")
    read = tuple(update_from_json(item) for item in updates if _is_known(item))
    return News(read, None if load is None else _number(load, "load"))


def update_from_json(item: Mapping[str, Any]) -> Update:
    """Return the update of a known kind that `item` carries; raises as `from_json` does."""
    kind = _KINDS[item["kind"]]
    return kind(**{key: _READERS[key](item.get(key), key) for key in kind.__dataclass_fields__})


def read_name(value: Any) -> str:
    """Return `value` if it has the form of a node's name; RemotePeerError otherwise."""
    return _name(value, "name")


def _is_known(item: Any) -> bool:
    return _typed(item, dict, "an update").get("kind") in _WORDS.values()


def _canonical(*parts) -> bytes:
    return json.dumps(["dino/1", *parts], sort_keys=True, separators=(",", ":")).encode()


def _typed(value, kind, where):
    if not isinstance(value, kind) or isinstance(value, bool):
        raise RemotePeerError(f"{where}: expected {kind.__name__}, got {type(value).__name__}")
    return value


def _number(value, where) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e12:
        raise RemotePeerError(f"{where}: expected a number from 0, got {str(value)[:40]!r}")
    return float(value)


def _count(value, where) -> int:
    if not 0 <= _typed(value, int, where) < 2**53:
        raise RemotePeerError(f"{where}: {value} is out of range")
    return value


def _name(value, where) -> str:
    if not _NAME.fullmatch(_typed(value, str, where)):
        raise RemotePeerError(f"{where}: {value[:40]!r} is not the name of a node")
    return value


def _hexadecimal(value, where) -> str:
    if not re.fullmatch(r"(?:[0-9a-f]{2}){1,64}", _typed(value, str, where)):
        raise RemotePeerError(f"{where}: not hexadecimal")
    return value


def _address(value, where) -> str:
    try:
        return str(Address.read(_typed(value, str, where)))
    except LocalPeerError as error:
        raise RemotePeerError(f"{where}: {error}") from error


def _text(value, where) -> str:
    # These end in a terminal: nothing that could drive it.
    if not _typed(value, str, where).isprintable() or len(value) > 253:
        raise RemotePeerError(f"{where}: not printable text of at most 253 characters")
    return value


def _versions(value, where) -> dict[str, str]:
    pairs = _typed(value, dict, where).items()
    return {_text(key, where): _text(version, where) for key, version in pairs}


def _facts(value, where) -> dict[str, Any]:
    facts = _typed(value, dict, where)
    if len(json.dumps(facts)) > _MOST_FACTS:
        raise RemotePeerError(f"{where}: more than {_MOST_FACTS} bytes")
    for key, reader in _FACTS.items():
        reader(facts.get(key), f"{where}.{key}")
    return facts


_FACTS = {
    "host": _text,
    "architecture": _text,
    "cores": _count,
    "memory": _count,
    "slots": _count,
    "busy": _count,
    "versions": _versions,
}
_READERS = {
    "name": _name,
    "by": _name,
    "incarnation": _count,
    "started": _count,
    "address": _address,
    "facts": _facts,
    "public": _hexadecimal,
    "signature": _hexadecimal,
    "age": _number,
}
