"""What the daemon answers: to peers over HTTPS, to this user over the Unix socket. JSON in, JSON out."""

import uuid

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from dino.errors import RemotePeerError
from dino.peer.roster import roster
from dino.peer.server import body_of

_PATIENCE = 0.5  # seconds for peers to tell how busy they are


def peer_routes(daemon) -> list[BaseRoute]:
    """Return the routes of the HTTPS port; `request.state.peer` is the caller's verified name."""

    async def ping(request: Request):
        return JSONResponse(daemon.participant.heard(request.state.peer, await body_of(request)))

    async def exchange(request: Request):
        return JSONResponse(daemon.participant.heard(request.state.peer, await body_of(request), full=True))

    async def ping_via(request: Request):
        body = await body_of(request)
        if not isinstance(body, dict) or not all(isinstance(body.get(key), str) for key in ("target", "address")):
            raise RemotePeerError("expected the target's name and address")
        return JSONResponse({"alive": await daemon.participant.vouch(body["target"], body["address"])})

    async def node(request: Request):
        return JSONResponse(daemon.participant.introduce())

    return [
        Route("/v1/ping", ping, methods=["POST"]),
        Route("/v1/exchange", exchange, methods=["POST"]),
        Route("/v1/ping-via", ping_via, methods=["POST"]),
        Route("/v1/node", node, methods=["GET"]),
    ]


def local_routes(daemon) -> list[BaseRoute]:
    """Return the routes of the Unix socket."""

    async def peers(request: Request):
        return JSONResponse(roster(daemon.participant.members(), daemon.identity.name))

    async def peers_now(request: Request):
        await daemon.participant.refresh(_PATIENCE)
        return JSONResponse(roster(daemon.participant.members(), daemon.identity.name))

    async def node(request: Request):
        return JSONResponse(daemon.participant.introduce())

    async def busy(websocket: WebSocket):
        """Count the ranks of a run of this user's as busy for as long as its launcher keeps the stream open."""
        await websocket.accept()
        job = uuid.uuid4().hex
        daemon.slots.occupy(job, websocket.path_params["ranks"])
        try:
            async for _ in websocket.iter_text():
                pass
        finally:
            daemon.slots.release(job)

    async def stop(request: Request):
        await request.body()  # or the connection could end before the other side has sent all of it
        return JSONResponse({}, background=BackgroundTask(daemon.stop))

    return [
        Route("/peers", peers, methods=["GET"]),
        Route("/peers/now", peers_now, methods=["GET"]),
        Route("/node", node, methods=["GET"]),
        WebSocketRoute("/busy/{ranks:int}", busy),
        Route("/stop", stop, methods=["POST"]),
    ]
