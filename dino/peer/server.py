"""The daemon's two doors: HTTPS for peers, a Unix socket for this user's commands; both are Starlette apps.

A peer's request carries, verified, who sent it: `request.state.peer` (`websocket.state.peer`) is the name of the
node whose certificate was shown in the handshake. Nobody else gets as far as a request.
"""

import asyncio
import contextlib
import errno
import functools
import json
import logging
import os
import socket
import ssl
from collections.abc import Iterable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dino.errors import LocalPeerError, PeerError, RemotePeerError
from dino.peer.address import Address
from dino.peer.home import short, told

log = logging.getLogger("dino.peer")
_MOST_BODY = 64 * 2**20  # bytes of one request
_HANDSHAKE = 5.0  # seconds
_KEEP_ALIVE = 600  # seconds; longer than a round of probes in any cluster of our size
_GRACE = 1  # seconds for open requests when the daemon stops


class PeerProtocol(H11Protocol):
    """uvicorn's HTTP protocol, behind a TLS handshake of our own.

    uvicorn's does not tell the application who called, and asyncio's does not tell the log who was refused.
    """

    def __init__(self, *args, context: ssl.SSLContext, **kwargs):
        super().__init__(*args, **kwargs)
        self._context = context
        self._early = b""

    def connection_made(self, transport):
        """Shake hands before anything else."""
        self._handshake = self.loop.create_task(self._shake_hands(transport))

    def data_received(self, data):
        """Keep what arrives between the end of the handshake and `connection_made`."""
        if self.transport is None:
            self._early += data
        else:
            super().data_received(data)

    def connection_lost(self, error):
        """Nothing to undo if the connection never was made."""
        if self.transport is not None:
            super().connection_lost(error)

    def shutdown(self):
        """Close without waiting for a TLS good-bye, which a pooled client that reads nothing never sends."""
        if self.transport and (self.cycle is None or self.cycle.response_complete):
            self.transport.abort()
        elif self.transport:
            super().shutdown()

    async def _shake_hands(self, transport):
        where = transport.get_extra_info("peername") or ("unknown",)
        try:
            secure = await self.loop.start_tls(
                transport, self, self._context, server_side=True, ssl_handshake_timeout=_HANDSHAKE
            )
        except OSError as error:
            log.warning("refused %s: %s", where[0], refusal(error))
            return
        self.app_state = {**self.app_state, "peer": secure.get_extra_info("ssl_object").peer}
        super().connection_made(secure)
        if early := self._early:
            super().data_received(early)


class StreamProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which cannot stop while a closed stream waits for the other side's TLS good-bye."""

    def shutdown(self):
        """Close, without waiting any longer if that has begun."""
        if self.transport.is_closing():
            self.transport.abort()
        else:
            super().shutdown()


def refusal(error: Exception) -> str:
    """Return in plain words why a handshake failed on the server's side."""
    reason = getattr(error, "verify_message", "") or getattr(error, "reason", "") or str(error)
    match getattr(error, "verify_code", None), reason:
        case None, "PEER_DID_NOT_RETURN_A_CERTIFICATE":
            return "it showed no certificate"
        case 9 | 10, _:
            return f"{reason}: its clock, or ours, is wrong"
        case ((18 | 19 | 20 | 21 | 7), _):
            return "its certificate is not of this cluster"
        case None, "":
            return "it ended the handshake"
    return error.args[0] if type(error) is ssl.SSLCertVerificationError and len(error.args) == 1 else reason


class Listener(uvicorn.Server):
    """A uvicorn server that neither takes the signals nor wakes up ten times a second."""

    def __init__(self, config: uvicorn.Config):
        super().__init__(config)
        self._stop = asyncio.Event()

    def stop(self) -> None:
        """End the server, with `_GRACE` for open requests."""
        self._stop.set()

    @contextlib.contextmanager
    def capture_signals(self):
        """Leave them to the daemon."""
        yield

    async def main_loop(self):
        """Wait for `stop`."""
        await self.on_tick(0)
        await self._stop.wait()


def peers_listener(routes: Iterable[BaseRoute], context: ssl.SSLContext) -> Listener:
    """Return the server of the HTTPS port."""
    protocol = functools.partial(PeerProtocol, context=context)
    return Listener(_config(routes, http=protocol))


def local_listener(routes: Iterable[BaseRoute]) -> Listener:
    """Return the server of the Unix socket."""
    return Listener(_config(routes, http=H11Protocol))


def _config(routes: Iterable[BaseRoute], http) -> uvicorn.Config:
    app = Starlette(routes=list(routes), exception_handlers={PeerError: _told})
    return uvicorn.Config(
        app,
        http=http,
        ws=StreamProtocol,
        ws_max_size=_MOST_BODY,
        # Heartbeats are the business of who opens a stream: each second, see `dino.peer.client`.
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
    )


async def _told(request: Request, error: PeerError) -> JSONResponse:
    return JSONResponse({"error": str(error)}, status_code=400)


async def body_of(request: Request):
    """Return the JSON body of `request`; RemotePeerError if it is none or too long."""
    content = b""
    async for chunk in request.stream():
        content += chunk
        if len(content) > _MOST_BODY:
            raise RemotePeerError(f"the request is longer than {_MOST_BODY} bytes")
    try:
        return json.loads(content or b"null")
    except (ValueError, RecursionError) as error:
        raise RemotePeerError("the request is not JSON") from error


def listen(host: str | None, port: int) -> socket.socket:
    """Return a socket that listens on `port` of `host`, of every IPv4 interface without one.

    Raises
    ------
    LocalPeerError
        If the port is taken, forbidden, or the host is not this machine's.
    """
    family = socket.AF_INET6 if host and ":" in host else socket.AF_INET
    try:
        return socket.create_server((host or "", port), family=family, backlog=1024)
    except (OSError, OverflowError) as error:
        raise LocalPeerError(_cannot_listen(error, host, port)) from error


def _cannot_listen(error: Exception, host: str | None, port: int) -> str:
    where = str(Address(host, port)) if host else f"port {port}"
    match getattr(error, "errno", None):
        case errno.EADDRINUSE:
            return f"{where} is in use by another program (another 'dino serve'?): stop it or choose another --port"
        case errno.EACCES:
            return f"no permission to listen on {where}: ports below 1024 are root's, choose another --port"
        case errno.EADDRNOTAVAIL:
            return f"{host} is not an address of this machine: give --host one that is"
    return f"cannot listen on {where}: {getattr(error, 'strerror', None) or error}"


def listen_locally(path: Path) -> socket.socket:
    """Return a Unix socket of mode 0600 at `path`, in the place of one that a killed daemon left."""
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        with told(f"cannot listen on {path}"), short(path) as name:
            path.unlink(missing_ok=True)
            sock.bind(name)
    finally:
        os.umask(before)
    sock.listen(64)
    return sock
