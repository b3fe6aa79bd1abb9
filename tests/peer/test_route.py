"""The launcher's end of a job's stream, with a peer played by the test behind real TLS."""

import asyncio
import contextlib

import pytest
from websockets.asyncio.server import serve

from dino.errors import LaunchError
from dino.peer import route as routes
from dino.peer import stream, tls
from dino.peer.preflight import Place
from dino.peer.route import Busy, Route
from tests.peer.conftest import NOW

OFFER = stream.Offer("j", "heat.py", 1, "ab12", {}, {})
RESERVED = stream.Reserved(["python", "program"], False)


class Heard:
    """What a route tells the launcher."""

    def __init__(self):
        self.data, self.reason, self.ended = b"", "", asyncio.Event()

    def hear(self, _, data):
        self.data += data

    def end(self, _, reason):
        assert not self.ended.is_set()
        self.reason = reason
        self.ended.set()


@contextlib.asynccontextmanager
async def peer(play, alice):
    """Serve one stream by `play(say, hear)`; yield a route to it and what the launcher hears."""
    failures = []

    async def handler(socket):
        async def say(message):
            await socket.send(message if isinstance(message, bytes) else stream.encode(message))

        async def hear():
            while isinstance(frame := await socket.recv(), str):
                if not isinstance(message := stream.decode(frame), stream.Beat):
                    return message
            return frame

        try:
            await play(say, hear, socket)
        except AssertionError as error:
            failures.append(error)

    async with serve(handler, "127.0.0.1", 0, ssl=tls.server_context(alice, NOW)) as server:
        port = server.sockets[0].getsockname()[1]
        heard = Heard()
        place = Place(alice.name, "alpha", f"127.0.0.1:{port}", 1, False)
        yield Route(place, heard.hear, heard.end), heard
        server.close(close_connections=True)
    assert not failures, failures


def run(play, launch, alice):
    async def both():
        async with peer(play, alice) as (route, heard):
            return await asyncio.wait_for(launch(route, heard), 20)

    return asyncio.run(both())


def reserved(*after):
    """A peer that takes the program, says what comes after, and listens on."""

    async def play(say, hear, socket):
        assert await hear() == OFFER
        await say(RESERVED)
        assert await hear() == stream.Ship("eA==")
        await say(stream.Ready())
        for message in after:
            await say(message)
        with contextlib.suppress(Exception):
            while not isinstance(await hear(), stream.End):
                pass

    return play


@pytest.fixture
def context(bob):
    return tls.client_context(bob, NOW)


def test_slots_are_reserved_and_bytes_go_both_ways(alice, context):
    got = []

    async def play(say, hear, socket):
        await reserved_by_hand(say, hear)
        got.extend([await hear(), await hear()])
        await say(b"from the proxy")
        got.append(await hear())

    async def reserved_by_hand(say, hear):
        assert await hear() == OFFER
        await say(stream.Reserved(["python", "program"], True))  # known: nothing is shipped

    async def launch(route, heard):
        await route.reserve(context, OFFER, b"x")
        route.say(stream.Launch(["--rmk", "user"]))
        route.say(b"to the proxy")
        while not heard.data:
            await asyncio.sleep(0.01)
        await route.close()
        return route.command, heard.data, heard.reason

    assert run(play, launch, alice) == (["python", "program"], b"from the proxy", None)
    assert got == [stream.Launch(["--rmk", "user"]), b"to the proxy", stream.End()]


@pytest.mark.parametrize(
    ("answer", "kind", "text"),
    [
        (stream.Refused("all 2 slots are busy", True), Busy, "alpha refuses: all 2 slots are busy"),
        (stream.Refused("NumPy 1 here"), LaunchError, "alpha refuses: NumPy 1 here"),
        (stream.Ready(), LaunchError, "answers Ready where Reserved was due"),
        (b"bytes", LaunchError, "answers bytes where Reserved was due"),
        (None, LaunchError, "does not answer"),
    ],
)
def test_a_peer_that_does_not_reserve(alice, context, answer, kind, text):
    async def play(say, hear, socket):
        await hear()
        if answer is not None:
            await say(answer)

    async def launch(route, heard):
        with pytest.raises(LaunchError, match=text) as raised:
            await route.reserve(context, OFFER, b"x")
        assert type(raised.value) is kind and not heard.ended.is_set()

    run(play, launch, alice)


def test_a_peer_that_is_silent_before_it_reserves(alice, context, monkeypatch):
    monkeypatch.setattr(routes, "_PATIENCE", 0.5)

    async def play(say, hear, socket):
        await socket.wait_closed()

    async def launch(route, heard):
        with pytest.raises(LaunchError, match="does not answer: no word for 0.5 seconds"):
            await route.reserve(context, OFFER, b"x")

    run(play, launch, alice)


def test_a_port_where_nobody_listens(alice, context):
    async def launch():
        heard = Heard()
        route = Route(Place(alice.name, "alpha", "127.0.0.1:9", 1, False), heard.hear, heard.end)
        with pytest.raises(LaunchError, match="alpha cannot take part: 127.0.0.1:9 cannot be reached"):
            await route.reserve(context, OFFER, b"x")

    asyncio.run(launch())


def test_another_node_under_the_peers_address(alice, bob, context):
    async def launch(route, heard):
        with pytest.raises(LaunchError, match="alpha cannot take part"):
            await route.reserve(context, OFFER, b"x")

    async def both():
        async with peer(reserved(), bob) as (route, heard):
            there = route.place.address
            await launch(Route(Place(alice.name, "alpha", there, 1, False), heard.hear, heard.end), heard)

    asyncio.run(both())


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (stream.Ended(1, "rank 3 failed\n"), "the ranks on alpha (127.0.0.1:{}) ended with status 1\nrank 3 failed"),
        (
            stream.Refused("Ship came while the job was ready"),
            "alpha (127.0.0.1:{}): Ship came while the job was ready",
        ),
    ],
)
def test_an_end_that_the_peer_tells(alice, context, message, reason):
    async def launch(route, heard):
        await route.reserve(context, OFFER, b"x")
        await heard.ended.wait()
        await route.close()
        return heard.reason.replace(route.place.address.rpartition(":")[2], "{}")

    assert run(reserved(message), launch, alice) == reason


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        ("closed", "it closed the stream: was its daemon stopped or killed?"),
        ("broken", "the connection broke"),
        ("silent", "nothing was heard from it for 1 seconds"),
        ("babble", "not a message about a job: '{}'"),
    ],
)
def test_a_peer_that_is_lost(alice, context, monkeypatch, loss, reason):
    monkeypatch.setattr(stream, "SILENCE", 1.0)
    over = asyncio.Event()

    async def play(say, hear, socket):
        await hear()
        await say(stream.Reserved(["python"], True))
        match loss:
            case "broken":
                socket.transport.abort()
            case "silent":
                await over.wait()
            case "babble":
                await socket.send("{}")
                await over.wait()

    async def launch(route, heard):
        await route.reserve(context, OFFER, b"x")
        await heard.ended.wait()
        over.set()
        await route.close()
        return heard.reason

    said = run(play, launch, alice)
    assert said.startswith("lost alpha (127.0.0.1:") and said.endswith(reason), said
