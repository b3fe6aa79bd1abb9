"""The launcher's end of a job's stream to one peer."""

import asyncio
import base64
import contextlib
from collections.abc import Callable
from typing import Any

from dino.errors import LaunchError, PeerError
from dino.peer import stream, tls
from dino.peer.address import Address
from dino.peer.client import explain
from dino.peer.preflight import Place

_PATIENCE = 10.0  # seconds for a peer to answer; looking for its MPI the first time takes one


class Busy(LaunchError):
    """The peer's slots are taken, now."""


class Route:
    """A stream to the peer at `place`.

    Parameters
    ----------
    place : Place
        The peer, and its ranks.
    heard : callable
        Called with (route, bytes) for what comes on the control channel.
    ended : callable
        Called with (route, reason) once, when the stream or the proxy at its other end has ended. `reason` is None if
        it was this side that ended it.
    """

    def __init__(
        self, place: Place, heard: Callable[["Route", bytes], None], ended: Callable[["Route", str | None], None]
    ):
        self.place = place
        self.command: list[str] = []
        self.output = ""
        self.over = False
        self._heard, self._ended = heard, ended
        self._tasks: list[asyncio.Task] = []
        self._outgoing: asyncio.Queue[Any] = asyncio.Queue()

    @property
    def where(self) -> str:
        """The peer as users know it."""
        return f"{self.place.host} ({self.place.address})"

    async def reserve(self, context, offer: stream.Offer, program: bytes) -> None:
        """Open the stream, lease slots, ship the program if need be; then listen.

        Raises
        ------
        LaunchError
            If the peer cannot be reached, or refuses; `Busy` if it may take the job later.
        """
        await self._open(context)
        try:
            await self._say(offer)
            reserved = await self._answer(stream.Reserved)
            self.command = reserved.command
            if not reserved.known:
                await self._say(stream.Ship(base64.b64encode(program).decode()))
                await self._answer(stream.Ready)
        except BaseException:
            await self._hang_up()
            raise
        self._tasks = [asyncio.create_task(work) for work in (self._listen(), self._talk(), self._beat())]

    def say(self, message: Any) -> None:
        """Send a message, or bytes, after all that was said before."""
        self._outgoing.put_nowait(message)

    async def close(self) -> None:
        """End the job at the other end, and the stream."""
        self._over(None)
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self._say(stream.End()), stream.BEAT)
        await self._hang_up()

    async def _open(self, context) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import WebSocketException

        address = Address.read(self.place.address)
        try:
            self._socket = await connect(
                f"wss://{address}{stream.PATH}",
                ssl=context,
                server_hostname=self.place.name + tls.DOMAIN,
                open_timeout=_PATIENCE / 2,
                close_timeout=stream.BEAT,
                ping_interval=None,
                compression=None,
                max_size=None,
                proxy=None,
            )
        except (OSError, WebSocketException) as error:
            raise LaunchError(f"{self.place.host} cannot take part: {explain(error, address)}") from error

    async def _say(self, message: Any) -> None:
        await self._socket.send(message if isinstance(message, bytes) else stream.encode(message))

    async def _answer(self, kind: type) -> Any:
        """Return the next message that is no Beat; it must be of `kind`."""
        from websockets.exceptions import ConnectionClosed

        try:
            while isinstance(message := await self._next(_PATIENCE), stream.Beat):
                pass
        except (ConnectionClosed, TimeoutError, PeerError) as error:
            why = str(error) or f"no word for {_PATIENCE:g} seconds"
            raise LaunchError(f"{self.where} does not answer: {why}") from error
        if isinstance(message, stream.Refused):
            raise (Busy if message.busy else LaunchError)(f"{self.place.host} refuses: {message.reason}")
        if not isinstance(message, kind):
            raise LaunchError(f"{self.where} answers {type(message).__name__} where {kind.__name__} was due")
        return message

    async def _next(self, patience: float) -> Any:
        frame = await asyncio.wait_for(self._socket.recv(), patience)
        return frame if isinstance(frame, bytes) else stream.decode(frame)

    async def _listen(self) -> None:
        from websockets.exceptions import ConnectionClosed

        reason = "it closed the stream: was its daemon stopped or killed?"
        try:
            while not self.over:
                self._take(await self._next(stream.SILENCE))
        except TimeoutError:
            reason = f"nothing was heard from it for {stream.SILENCE:.0f} seconds"
        except ConnectionClosed as error:
            reason = "the connection broke" if error.rcvd is None and error.__cause__ else reason
        except PeerError as error:
            reason = str(error)
        self._over(f"lost {self.where}: {reason}")

    def _take(self, message: Any) -> None:
        match message:
            case bytes():
                self._heard(self, message)
            case stream.Ended(status, output):
                self.output = output
                self._over(f"the ranks on {self.where} ended with status {status}\n{output}".rstrip())
            case stream.Refused(reason):
                self._over(f"{self.where}: {reason}")

    async def _talk(self) -> None:
        # A broken connection is noticed by who listens.
        with contextlib.suppress(Exception):
            while True:
                await self._say(await self._outgoing.get())

    async def _beat(self) -> None:
        while True:
            self.say(stream.Beat())
            await asyncio.sleep(stream.BEAT)

    def _over(self, reason: str | None) -> None:
        if not self.over:
            self.over = True
            self._ended(self, reason)

    async def _hang_up(self) -> None:
        for task in self._tasks:
            task.cancel()
        # Not a polite close: a peer that is gone would be waited for.
        self._socket.transport.abort() if self._gone() else await self._socket.close()

    def _gone(self) -> bool:
        return self.over and self._socket.transport.is_closing()
