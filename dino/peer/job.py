"""A job on a peer, from the offer to its end: which message is due, and what it asks for. Pure: no clock, no I/O."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dino.peer import stream


class State(StrEnum):
    """How far a job has come."""

    WAITING = "waiting for an offer"
    LEASING = "looking for room"
    RESERVED = "reserved"
    READY = "ready"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True)
class Leased:
    """This node takes the job; `command` starts a worker, `known` if its program is here."""

    command: list[str]
    known: bool


@dataclass(frozen=True)
class Unfit:
    """This node does not take the job; `busy` if it may later."""

    reason: str
    busy: bool


@dataclass(frozen=True)
class Stored:
    """The program has been written."""


@dataclass(frozen=True)
class ProxyEnded:
    """Hydra's proxy has ended, and all that stemmed from it."""

    status: int
    output: str


@dataclass(frozen=True)
class Lost:
    """The launcher has closed the stream, or said nothing for too long."""

    reason: str


@dataclass(frozen=True)
class Lease:
    """Effect: find room for an offer; answered by `Leased` or `Unfit`."""

    offer: stream.Offer


@dataclass(frozen=True)
class Store:
    """Effect: write the program; answered by `Stored`."""

    program: str


@dataclass(frozen=True)
class Start:
    """Effect: start hydra's proxy; answered by `ProxyEnded`."""

    arguments: list[str]


@dataclass(frozen=True)
class Feed:
    """Effect: pass bytes to the proxy; none for the end of them."""

    data: bytes


@dataclass(frozen=True)
class Tell:
    """Effect: send a message, or bytes, to the launcher."""

    message: Any


@dataclass(frozen=True)
class Stop:
    """Effect: end all that is left of the job here, and the stream."""

    reason: str


def step(state: State, happened: Any) -> tuple[State, list[Any]]:
    """Return the next state of a job and the effects wanted, in order.

    Parameters
    ----------
    state : State
        How far it has come.
    happened : message of `stream`, bytes, or one of this module's events
        What has been heard or has come about.
    """
    match state, happened:
        case State.OVER, _:
            return state, []
        case _, stream.Beat():
            return state, []
        case _, stream.End():
            return State.OVER, [Stop("its run has ended")]
        case _, Lost(reason):
            return State.OVER, [Stop(reason)]
    return _before_launch(state, happened)


def _before_launch(state: State, happened: Any) -> tuple[State, list[Any]]:
    match state, happened:
        case State.WAITING, stream.Offer():
            return State.LEASING, [Lease(happened)]
        case State.LEASING, Unfit(reason, busy):
            return State.OVER, [Tell(stream.Refused(reason, busy)), Stop(f"refused: {reason}")]
        case State.LEASING, Leased(command, known):
            return State.READY if known else State.RESERVED, [Tell(stream.Reserved(command, known))]
        case State.RESERVED, stream.Ship(program):
            return State.READY, [Store(program)]
    return _under_way(state, happened)


def _under_way(state: State, happened: Any) -> tuple[State, list[Any]]:
    match state, happened:
        case State.READY, Stored():
            return state, [Tell(stream.Ready())]
        case State.READY, stream.Launch(arguments):
            return State.RUNNING, [Start(arguments)]
        case State.RUNNING, bytes():
            return state, [Feed(happened)]
        case State.RUNNING, stream.Close():
            return state, [Feed(b"")]
        case State.RUNNING, ProxyEnded(status, output):
            return State.OVER, [Tell(stream.Ended(status, output)), Stop("its workers have ended")]
    what = type(happened).__name__
    return State.OVER, [Tell(stream.Refused(f"{what} came while the job was {state}")), Stop(f"{what} out of order")]
