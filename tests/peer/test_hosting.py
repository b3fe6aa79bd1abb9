"""A peer's side of jobs, with a real daemon and a launcher played by the test: what is refused, and what is released."""

import asyncio
import base64
import contextlib
import os
import tempfile
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from dino.peer import hosting, node, programs, stream, tls
from tests.peer.conftest import NOW
from tests.peer.daemons import daemon_in, running, until

PROGRAM = b"a compiled program"
DIGEST = programs.digest(PROGRAM)
PROXY = """#!/usr/bin/env bash
echo "said $1"
cat <&$HYDI_CONTROL_FD >&$HYDI_CONTROL_FD
exit 3
"""


def offered(**other):
    fields = {"job": "j", "script": "heat.py", "ranks": 2, "program": DIGEST, "versions": node.versions()}
    return stream.Offer(**{**fields, "environment": {}, **other})


class Launcher:
    """The other end of a job's stream."""

    def __init__(self, socket):
        self.socket = socket

    async def say(self, *messages):
        for message in messages:
            await self.socket.send(message if isinstance(message, bytes) else stream.encode(message))

    async def hear(self):
        """Return the next message that is no Beat; None at the end."""
        try:
            while isinstance(frame := await asyncio.wait_for(self.socket.recv(), 10), str):
                if not isinstance(message := stream.decode(frame), stream.Beat):
                    return message
            return frame
        except ConnectionClosed:
            return None


@pytest.fixture
def daemon(tmp_path, seed, monkeypatch):
    """A daemon whose hydra is a script, and whose jobs' folders are below the test's."""
    proxy = tmp_path / "proxy"
    proxy.write_text(PROXY)
    proxy.chmod(0o700)
    monkeypatch.setattr(hosting.mpi, "proxy", lambda mpiexec: str(proxy))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(stream, "SILENCE", 1.0)
    return daemon_in(tmp_path / "home", seed)


@contextlib.asynccontextmanager
async def launcher(daemon, bob):
    me = daemon.participant.me
    async with connect(
        f"wss://{me.address}{stream.PATH}",
        ssl=tls.client_context(bob, NOW),
        server_hostname=me.name + tls.DOMAIN,
        proxy=None,
    ) as socket:
        yield Launcher(socket)


def played(daemon, bob, scene):
    """Play a scene with a launcher; afterwards, nothing may be leased or left."""

    async def play():
        async with running(daemon):
            async with launcher(daemon, bob) as peer:
                result = await scene(peer)
            await until(lambda: daemon.slots.busy == 0 and not left())
            return result

    return asyncio.run(play())


def left():
    return list(Path(tempfile.gettempdir()).glob("dino-job-*"))


def test_a_job_from_its_offer_to_its_end(daemon, bob):
    async def scene(peer):
        await peer.say(offered())
        reserved = await peer.hear()
        busy = daemon.slots.busy
        await peer.say(stream.Ship(base64.b64encode(PROGRAM).decode()))
        ready = await peer.hear()
        (folder,) = left()
        kept = (folder / "program.pyc").read_bytes()
        await peer.say(stream.Launch(["hello"]), b"\0over and back")
        echo = await peer.hear()
        await peer.say(stream.Close())
        return reserved, busy, ready, kept, echo, await peer.hear(), await peer.hear()

    reserved, busy, ready, kept, echo, ended, end = played(daemon, bob, scene)
    assert reserved.command[-1].endswith("program.pyc") and not reserved.known
    assert (busy, ready, kept, echo) == (2, stream.Ready(), PROGRAM, b"\0over and back")
    assert (ended, end) == (stream.Ended(3, "said hello\n"), None)


def test_a_program_is_shipped_once(daemon, bob):
    async def ship(peer):
        await peer.say(offered(), stream.Ship(base64.b64encode(PROGRAM).decode()))
        return [await peer.hear(), await peer.hear()]

    async def again(peer):
        await peer.say(offered())
        return await peer.hear()

    async def both():
        async with running(daemon):
            async with launcher(daemon, bob) as peer:
                await ship(peer)
            await until(lambda: daemon.slots.busy == 0)
            async with launcher(daemon, bob) as peer:
                return await again(peer)

    assert asyncio.run(both()).known


@pytest.mark.parametrize(
    ("messages", "reason", "busy"),
    [
        ([offered(ranks=5)], "5 slots asked for, 4 of 4 are free", True),
        ([offered(ranks=0)], "expected 1 or more", True),
        ([offered(versions={**node.versions(), "numpy": "1.0"})], "NumPy", False),
        ([offered(program="../../secret")], "not a digest: '../../secret'", False),
        ([stream.Launch([])], "Launch came while the job was", False),
        ([b"first"], "bytes came while the job was", False),
    ],
)
def test_what_is_refused_is_told(daemon, bob, messages, reason, busy):
    async def scene(peer):
        await peer.say(*messages)
        return await peer.hear(), await peer.hear()

    refused, end = played(daemon, bob, scene)
    assert isinstance(refused, stream.Refused) and reason in refused.reason, refused
    assert (refused.busy, end) == (busy, None)


@pytest.mark.parametrize(
    "messages",
    [
        [stream.Ship("!")],
        [stream.Ship(base64.b64encode(b"another program").decode())],
        [stream.Ship(base64.b64encode(PROGRAM).decode()), offered()],
        [stream.End()],
    ],
    ids=["no base64", "another program", "a second offer", "the end"],
)
def test_what_ends_a_job_that_has_slots(daemon, bob, messages):
    async def scene(peer):
        await peer.say(offered())
        assert isinstance(await peer.hear(), stream.Reserved) and daemon.slots.busy == 2
        await peer.say(*messages)
        while await peer.hear() is not None:
            pass

    played(daemon, bob, scene)


def test_a_launcher_that_falls_silent_loses_its_slots_and_its_processes(daemon, bob):
    async def scene(peer):
        await peer.say(offered(), stream.Ship(base64.b64encode(PROGRAM).decode()))
        await peer.hear(), await peer.hear()
        await peer.say(stream.Launch([]), b"x")
        assert await peer.hear() == b"x"
        while await peer.hear() is not None:
            pass

    played(daemon, bob, scene)


def test_text_that_is_no_message_ends_the_job(daemon, bob):
    async def scene(peer):
        await peer.socket.send("{}")
        return await peer.hear()

    assert played(daemon, bob, scene) is None


def test_where_no_folder_can_be_made_the_job_is_refused(daemon, bob, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", os.devnull)

    async def scene(peer):
        await peer.say(offered())
        return await peer.hear()

    refused = played(daemon, bob, scene)
    assert isinstance(refused, stream.Refused) and os.devnull in refused.reason
