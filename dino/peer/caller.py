"""The daemon's calls: the blocking client in a few threads, awaited by the loop."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dino.errors import PeerError
from dino.peer import event, message
from dino.peer.address import Address
from dino.peer.client import Client

_AT_ONCE = 16


class Caller:
    """Makes calls with `client`, at most 16 at the same time."""

    def __init__(self, client: Client):
        self._client = client
        self._pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="dino-call")

    def close(self) -> None:
        """Drop the calls that wait, and every connection."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._client.close()

    async def identify(self, address: Address, patience: float) -> str:
        """Return the verified name of who answers at `address`; PeerError if nobody of this cluster does."""
        return await self.run(self._client.identify, address, patience)

    async def ping(self, ping: event.Ping, body: Any) -> tuple[message.News, float]:
        """Send `body` as `ping` says; return the answer and the round trip in seconds, or raise PeerError."""
        return await self.run(self._ping, ping, body)

    async def ping_via(self, effect: event.PingVia) -> bool | None:
        """Return what `effect.via` says of the target: None if it does not answer."""
        body = {"target": effect.target, "address": effect.target_address}
        where = Address.read(effect.address)
        try:
            answer = await self.run(self._client.post, effect.via, where, "/v1/ping-via", body, effect.patience)
        except PeerError:
            return None
        return isinstance(answer, dict) and answer.get("alive") is True

    def _ping(self, ping: event.Ping, body: Any) -> tuple[message.News, float]:
        path = "/v1/exchange" if ping.full else "/v1/ping"
        began = time.monotonic()
        answer = self._client.post(ping.target, Address.read(ping.address), path, body, ping.patience)
        return message.from_json(answer), time.monotonic() - began

    async def run(self, function, *args):
        """Return `function(*args)`, which may wait, from a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, function, *args)
