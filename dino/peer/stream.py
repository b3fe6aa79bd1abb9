"""What the launcher of a run and a peer's daemon say to each other about one job, on one WebSocket.

    launcher → peer   Offer     will you take so many ranks of this program?
    peer → launcher   Reserved  yes: slots are leased, and this is how a worker is started here
                      Refused   no, because ...; the stream ends
    launcher → peer   Ship      the program, if the peer does not have it
    peer → launcher   Ready     it is there
    launcher → peer   Launch    start hydra's proxy, with these arguments
    both ways         bytes     hydra's control channel
    launcher → peer   Close     nothing more comes on the control channel
                      End       end all that is left of the job
    peer → launcher   Ended     the proxy has ended, and nothing is left of the job
    both ways         Beat      each second: a peer that says nothing for five is lost

Messages are JSON objects with the message's name as `kind`; bytes travel as binary frames.
"""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from dino.errors import RemotePeerError

PATH = "/v1/job"
BEAT = 1.0  # seconds between two signs of life
SILENCE = 5.0  # seconds without one, after which the other side is lost
LINGER = 5.0  # seconds that workers may take to end once root has released them


@dataclass(frozen=True)
class Offer:
    """What is to be run: `ranks` of the program with the digest `program`; `versions` must fit the peer's.

    `environment` is what the user has set for all ranks, as `environment.shipped` has it.
    """

    job: str
    script: str
    ranks: int
    program: str
    versions: dict[str, str]
    environment: dict[str, str]


@dataclass(frozen=True)
class Reserved:
    """The slots are leased; `command` starts one worker; `known` if the program need not be shipped."""

    command: list[str]
    known: bool


@dataclass(frozen=True)
class Refused:
    """`busy` if asking again later may help."""

    reason: str
    busy: bool = False


@dataclass(frozen=True)
class Ship:
    """The program, base64."""

    program: str


@dataclass(frozen=True)
class Ready:
    """The program is there."""


@dataclass(frozen=True)
class Launch:
    """Hydra's arguments for its proxy."""

    arguments: list[str]


@dataclass(frozen=True)
class Close:
    """The launcher's side of the control channel has ended."""


@dataclass(frozen=True)
class End:
    """Whatever is left of the job must end."""


@dataclass(frozen=True)
class Ended:
    """The proxy's exit status, and what it and the workers wrote besides the control channel."""

    status: int
    output: str


@dataclass(frozen=True)
class Beat:
    """A sign of life."""


_KINDS = {kind.__name__: kind for kind in (Offer, Reserved, Refused, Ship, Ready, Launch, Close, End, Ended, Beat)}


def encode(message: Any) -> str:
    """Return a message as text."""
    return json.dumps({"kind": type(message).__name__, **dataclasses.asdict(message)})


def decode(text: str) -> Any:
    """Return the message that `text` spells.

    Raises
    ------
    RemotePeerError
        If it spells none.
    """
    try:
        fields = json.loads(text)
        kind = _KINDS[fields.pop("kind")]
        message = kind(**fields)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RemotePeerError(f"not a message about a job: {text[:80]!r}") from error
    for field in dataclasses.fields(kind):
        if not _is(getattr(message, field.name), field.type):
            raise RemotePeerError(f"{kind.__name__}.{field.name} is not of type {field.type}")
    return message


def _is(value: Any, type_: Any) -> bool:
    outer, inner = getattr(type_, "__origin__", type_), getattr(type_, "__args__", ())
    if not isinstance(value, outer) or outer is int and isinstance(value, bool):
        return False
    content = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return all(isinstance(part, inner[0]) for part in content)
