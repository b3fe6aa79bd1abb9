"""Two daemons in one process: what later parts of DiNo build on."""

import asyncio
import socket
import time

import pytest
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from dino.errors import LocalPeerError, RemotePeerError
from dino.peer import local
from dino.peer.address import Address
from dino.peer.store import read_members
from tests.peer.daemons import LIMIT, daemon_in, running, until


@pytest.fixture
def pair(tmp_path, seed):
    first = daemon_in(tmp_path / "a", seed)
    return first, daemon_in(tmp_path / "b", seed, first.participant.me.address)


def other_of(daemon):
    return next((member for member in daemon.participant.members()[1:]), None)


def met(pair):
    return all(other_of(daemon) for daemon in pair)


def test_leased_slots_are_known_to_the_others_within_a_second(pair):
    async def scenario():
        async with running(*pair):
            await until(lambda: met(pair))
            pair[0].slots.lease("job", 3)
            await until(lambda: other_of(pair[1]).alive.facts["busy"] == 3, 1.0)
            with pytest.raises(LocalPeerError, match="1 of 4 are free"):
                pair[0].slots.lease("more", 2)
            pair[0].slots.release("job")
            await until(lambda: other_of(pair[1]).alive.facts["busy"] == 0, 1.0)

    asyncio.run(scenario())


def test_a_run_that_begins_asks_how_busy_the_others_are(pair):
    """It would take a place that has just become free for a busy one."""

    def busy():
        return [peer["busy"] for peer in local.peers(pair[1].home, now=True)]

    async def scenario():
        async with running(*pair):
            await until(lambda: met(pair))
            for turn in range(5):
                pair[0].slots.lease(f"job{turn}", 1 + turn % 2)
                assert await asyncio.to_thread(busy) == [0, 1 + turn % 2]
                pair[0].slots.release(f"job{turn}")
                assert await asyncio.to_thread(busy) == [0, 0]

    asyncio.run(scenario())


def test_further_routes_know_who_calls_and_carry_streams_both_ways(pair):
    async def echo(websocket):
        await websocket.accept()
        await websocket.send_text(websocket.state.peer)
        await websocket.send_bytes(await websocket.receive_bytes())
        await websocket.close()

    async def hello(request):
        return JSONResponse("hello")

    def talk(caller, callee):
        me = callee.participant.me
        with caller.client.websocket(me.name, Address.read(me.address), "/v1/echo") as stream:
            name = stream.recv(timeout=5)
            stream.send(b"bytes")
            return name, stream.recv(timeout=5)

    async def scenario():
        first, second = pair
        first.mount([WebSocketRoute("/v1/echo", echo)], [Route("/hello", hello)])
        async with running(*pair):
            await until(lambda: met(pair))
            assert await asyncio.to_thread(talk, second, first) == (second.identity.name, b"bytes")
            assert await asyncio.to_thread(local.ask, first.home, "GET", "/hello") == "hello"

    asyncio.run(scenario())


def test_a_node_vouches_for_a_third_or_does_not(pair):
    first, second = pair

    def ask(target, address):
        me = first.participant.me
        body = {"target": target, "address": address}
        return second.client.post(me.name, Address.read(me.address), "/v1/ping-via", body)

    async def scenario():
        async with running(*pair):
            await until(lambda: met(pair))
            own = second.participant.me
            assert await asyncio.to_thread(ask, own.name, own.address) == {"alive": True}
            assert await asyncio.to_thread(ask, own.name, "127.0.0.1:1") == {"alive": False}
            assert await asyncio.to_thread(ask, first.identity.name, own.address) == {"alive": False}
            for bad in (("x", own.address), (own.name, "a b"), (own.name, None)):
                with pytest.raises(RemotePeerError, match="answered 400"):
                    await asyncio.to_thread(ask, *bad)

    asyncio.run(scenario())


def test_a_node_that_stops_while_it_joins_is_left_not_dead(pair):
    first, second = pair

    async def scenario():
        async with running(first):
            async with running(second):
                await until(lambda: other_of(first))
            assert str(other_of(first).state) == "LEFT"

    asyncio.run(scenario())


@pytest.mark.parametrize("body", [None, {"updates": 3}, {"updates": [{"kind": "alive"}]}])
def test_malformed_news_is_an_error_of_the_sender(body, pair):
    first, second = pair

    async def scenario():
        async with running(*pair):
            me = first.participant.me
            with pytest.raises(RemotePeerError, match="answered 400"):
                await asyncio.to_thread(second.client.post, me.name, Address.read(me.address), "/v1/ping", body)

    asyncio.run(scenario())


def test_a_forged_update_is_dropped_and_logged(pair, caplog):
    first, second = pair

    async def scenario():
        async with running(*pair):
            await until(lambda: met(pair))
            me = first.participant.me
            news = second.participant.introduce()
            news["updates"][0]["address"] = "127.0.0.1:9"
            news["updates"][0]["incarnation"] += 5
            await asyncio.to_thread(second.client.post, me.name, Address.read(me.address), "/v1/ping", news)
            assert other_of(first).alive.address == second.participant.me.address

    asyncio.run(scenario())
    assert any("wrong signature" in line for line in caplog.messages)


def test_after_a_clean_stop_the_registry_says_left(pair):
    async def scenario():
        async with running(*pair):
            await until(lambda: met(pair))

    asyncio.run(scenario())
    own = [m for m in read_members(pair[0].home.database) if m.alive.name == pair[0].identity.name]
    assert [str(member.state) for member in own] == ["LEFT"]


def test_a_stop_is_answered_however_slowly_it_is_asked_for(tmp_path, seed):
    """The body comes after the daemon has read the head: it must wait for it, not close the door."""
    daemon = daemon_in(tmp_path, seed)

    def ask():
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(LIMIT)
            connection.connect(str(daemon.home.socket))
            connection.sendall(b"POST /stop HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n")
            time.sleep(0.3)
            connection.sendall(b"null")
            return connection.recv(100)

    async def scenario():
        task = asyncio.create_task(daemon.run())
        answer = await asyncio.to_thread(ask)
        await asyncio.wait_for(task, LIMIT)
        return answer

    assert asyncio.run(scenario()).startswith(b"HTTP/1.1 200")
