"""A peer's side of jobs: the daemon's WebSocket, behind which slots are leased and hydra's proxy runs."""

import asyncio
import base64
import contextlib
import logging
import os
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from dino import cache
from dino.errors import DinoError, LocalPeerError, RemotePeerError
from dino.peer import environment, job, launch, mpi, node, preflight, programs, start, stream

log = logging.getLogger("dino.peer")
_OUTPUT = 1 << 16  # bytes kept of what a job says


def routes(daemon) -> list[BaseRoute]:
    """Return the routes of the HTTPS port that take jobs."""

    async def take(websocket: WebSocket):
        await websocket.accept()
        await Hosting(daemon, websocket).serve()

    return [WebSocketRoute(stream.PATH, take)]


class Hosting:
    """One job of a peer's on this node.

    Parameters
    ----------
    daemon : Daemon
        This node's.
    websocket : WebSocket
        To the launcher, which speaks for the node `websocket.state.peer`.
    """

    def __init__(self, daemon, websocket: WebSocket):
        self._daemon, self._websocket = daemon, websocket
        self._state = job.State.WAITING
        self._who = daemon.participant.host_of(websocket.state.peer)
        self._offer: stream.Offer | None = None
        self._program: Path | None = None
        self._process = self._control = self._folder = None
        self._output = b""
        self._tasks: list[asyncio.Task] = []

    async def serve(self) -> None:
        """Take the job from its offer to its end."""
        self._tasks.append(asyncio.create_task(self._beat()))
        try:
            while self._state is not job.State.OVER:
                await self._feed(await self._next())
        finally:
            for task in self._tasks:
                task.cancel()
            await self._release()
            with contextlib.suppress(Exception):
                await self._websocket.close()

    async def _next(self) -> Any:
        try:
            frame = await asyncio.wait_for(self._websocket.receive(), stream.SILENCE)
            if frame["type"] == "websocket.disconnect":
                return job.Lost("the launcher is gone")
            return frame.get("bytes") or stream.decode(frame.get("text") or "")
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return job.Lost(f"nothing was heard of the launcher for {stream.SILENCE:.0f} seconds")
        except RemotePeerError as error:
            return job.Lost(str(error))

    async def _feed(self, happened: Any) -> None:
        self._state, effects = job.step(self._state, happened)
        for effect in effects:
            await self._do(effect)

    async def _do(self, effect: Any) -> None:
        match effect:
            case job.Lease(offer):
                await self._feed(await self._lease(offer))
            case job.Store(program):
                await self._feed(await asyncio.to_thread(self._store, program))
            case job.Start(arguments):
                self._start(arguments)
            case job.Feed(data):
                await self._pass_on(data)
            case job.Tell(message):
                await self._tell(message)
            case job.Stop(reason):
                if self._offer:
                    log.info("job %s of %s is over: %s", self._offer.script, self._who, reason)

    async def _tell(self, message: Any) -> None:
        with contextlib.suppress(Exception):  # who is gone is noticed by who listens
            if isinstance(message, bytes):
                await self._websocket.send_bytes(message)
            else:
                await self._websocket.send_text(stream.encode(message))

    async def _beat(self) -> None:
        while True:
            await self._tell(stream.Beat())
            if self._process:
                with contextlib.suppress(OSError):
                    os.write(self._process.stdin.fileno(), b".")
            await asyncio.sleep(stream.BEAT)

    async def _lease(self, offer: stream.Offer) -> Any:
        if reason := preflight.mismatch(offer.versions, node.versions()):
            return job.Unfit(reason, False)
        try:
            known = self._kept(offer.program)
            kept = await asyncio.to_thread(cache.folder, os.environ)
            self._proxy = mpi.proxy(await asyncio.to_thread(start.find_mpiexec, kept))
        except DinoError as error:
            return job.Unfit(str(error), False)
        try:
            self._daemon.slots.lease(offer.job, offer.ranks)
        except LocalPeerError as error:
            return job.Unfit(str(error), True)
        log.info("job %s of %s: %d rank%s", offer.script, self._who, offer.ranks, "s" * (offer.ranks != 1))
        self._offer = offer
        try:
            self._folder = tempfile.mkdtemp(prefix="dino-job-")
            self._program = Path(self._folder, "program.pyc")
            if known.is_file() and programs.digest(known.read_bytes()) == offer.program:
                shutil.copy(known, self._program)
        except OSError as error:
            return job.Unfit(f"the job's folder cannot be made: {error}", False)
        return job.Leased(launch.worker_command(self._program), self._program.exists())

    def _kept(self, digest: str) -> Path:
        if not digest.isalnum():
            raise RemotePeerError(f"not a digest: {digest[:80]!r}")
        return self._daemon.home.state / "programs" / f"{digest}.pyc"

    def _store(self, program: str) -> Any:
        try:
            data = base64.b64decode(program, validate=True)
            if programs.digest(data) != self._offer.program:
                return job.Lost("the program that came is not the one that was offered")
            kept = self._kept(self._offer.program)
            kept.parent.mkdir(mode=0o700, exist_ok=True)
            programs.store(kept, data)
            self._program.write_bytes(data)
        except (OSError, ValueError) as error:
            return job.Lost(f"the program cannot be kept: {error}")
        return job.Stored()

    def _start(self, arguments: list[str]) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        me = self._daemon.participant.me.address
        given = {**environment.hosted(os.environ, self._offer.environment, me), "TMPDIR": self._folder}
        self._control = ours
        self._process = launch.supervised(self._proxy, arguments, self._folder, given, theirs.fileno())
        theirs.close()
        self._tasks += [asyncio.create_task(work) for work in (self._relay(), self._watch())]

    async def _relay(self) -> None:
        """Bring what the proxy says on hydra's control channel to the launcher."""
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while data := await loop.sock_recv(self._control, 1 << 16):
                await self._tell(data)

    async def _pass_on(self, data: bytes) -> None:
        # The proxy has ended, which is noticed by who watches it; or it is frozen, which must not make us deaf.
        with contextlib.suppress(OSError, TimeoutError):
            if data:
                sending = asyncio.get_running_loop().sock_sendall(self._control, data)
                await asyncio.wait_for(sending, stream.SILENCE)
            else:
                self._control.shutdown(socket.SHUT_WR)

    async def _watch(self) -> None:
        """Collect what the job says besides, and its end."""
        reader, process = asyncio.StreamReader(), self._process
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), process.stdout)
        while data := await reader.read(1 << 16):
            self._output = (self._output + data)[-_OUTPUT:]
        status = await asyncio.to_thread(process.wait)
        await self._feed(job.ProxyEnded(status, self._output.decode(errors="replace")))
        with contextlib.suppress(Exception):
            await self._websocket.close()

    async def _release(self) -> None:
        """Let the lease run out: the supervisor ends what is left and removes the folder."""
        if self._process:
            self._process.stdin.close()
            await asyncio.to_thread(self._process.wait)
            self._control.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
        if self._offer:
            self._daemon.slots.release(self._offer.job)
