"""Fixtures of the peer tests: nodes of a cluster, and a daemon's HTTPS port on loopback."""

import asyncio
import contextlib
import datetime
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from dino.peer import identity, server, tls
from dino.peer.address import Address

NOW = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)


@pytest.fixture(scope="session")
def seed():
    return bytes(range(32))


@pytest.fixture(scope="session")
def alice(seed):
    return identity.fresh(seed)


@pytest.fixture(scope="session")
def bob(seed):
    return identity.fresh(seed)


@pytest.fixture(scope="session")
def stranger():
    return identity.fresh(bytes(32))


async def _who(request):
    return JSONResponse({"peer": request.state.peer})


async def _echo(websocket):
    await websocket.accept()
    await websocket.send_text(websocket.state.peer)
    with contextlib.suppress(Exception):
        while True:
            await websocket.send_bytes(await websocket.receive_bytes())


@pytest.fixture
def serving():
    """Return a function that serves with a TLS context and returns the address."""
    with contextlib.ExitStack() as stack:
        yield lambda context: stack.enter_context(served(context))


@contextlib.contextmanager
def served(context):
    sock = server.listen("127.0.0.1", 0)
    address = Address("127.0.0.1", sock.getsockname()[1])
    loop = asyncio.new_event_loop()
    listener = None
    ready = threading.Event()

    async def main():
        nonlocal listener
        listener = server.peers_listener([Route("/who", _who), WebSocketRoute("/echo", _echo)], context)
        ready.set()
        await listener.serve([sock])

    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(lambda: loop.run_until_complete(main()))
        assert ready.wait(5)
        try:
            yield address
        finally:
            loop.call_soon_threadsafe(listener.stop)
            running.result(10)
            loop.close()


@pytest.fixture
def alices_port(serving, alice):
    return serving(tls.server_context(alice, NOW))
