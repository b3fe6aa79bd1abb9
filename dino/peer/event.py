"""What can happen to a membership, and what it wants done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dino.peer.message import Update
from dino.peer.suspicion import PATIENCE
from dino.peer.view import Member

# Events


@dataclass(frozen=True)
class Tick:
    """The deadline has come."""


@dataclass(frozen=True)
class Heard:
    """The node `sender` called, with `updates`; `full` if it wants everything in return."""

    sender: str
    updates: tuple[Update, ...]
    load: float | None = None
    full: bool = False


@dataclass(frozen=True)
class Answered:
    """The node `target` answered our call after `rtt` seconds."""

    target: str
    updates: tuple[Update, ...]
    load: float | None = None
    rtt: float = 0.0


@dataclass(frozen=True)
class Unanswered:
    """The node `target` did not answer our call."""

    target: str


@dataclass(frozen=True)
class Vouched:
    """The node `via` says whether `target` answered it; None if `via` itself did not answer us."""

    target: str
    via: str
    alive: bool | None


@dataclass(frozen=True)
class Announce:
    """This node has other facts or another address to tell."""

    facts: Mapping[str, Any] | None = field(default=None, hash=False)
    address: str | None = None


@dataclass(frozen=True)
class Leave:
    """This node is about to stop."""


Event = Tick | Heard | Answered | Unanswered | Vouched | Announce | Leave


# Effects


@dataclass(frozen=True)
class Ping:
    """Call `target` at `address` with `updates`; wait `patience` seconds; then Answered or Unanswered."""

    target: str
    address: str
    updates: tuple[Update, ...]
    patience: float = PATIENCE
    full: bool = False


@dataclass(frozen=True)
class PingVia:
    """Ask `via` at `address` to call `target` at `target_address`; then Vouched."""

    via: str
    address: str
    target: str
    target_address: str
    patience: float


@dataclass(frozen=True)
class Reply:
    """Answer the present request with `updates`."""

    updates: tuple[Update, ...]


@dataclass(frozen=True)
class Remember:
    """Keep this node's `incarnation`, before any later effect."""

    incarnation: int


@dataclass(frozen=True)
class Changed:
    """What is known of a member changed; `after` is None once it is forgotten."""

    name: str
    before: Member | None
    after: Member | None


@dataclass(frozen=True)
class Cloned:
    """Another process bears this node's identity now; `yield_` if it is this one that must stop."""

    address: str
    yield_: bool


Effect = Ping | PingVia | Reply | Remember | Changed | Cloned
