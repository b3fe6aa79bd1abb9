"""Asking this node's own daemon, through its Unix socket."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

from dino.errors import LocalPeerError, PeerUnreachable
from dino.peer.home import Home, short


def peers(home: Home, now: bool = False) -> list[dict[str, Any]]:
    """Return the peers as the daemon sees them, this node first: the objects of `dino listall --json`.

    Parameters
    ----------
    home : Home
        Whose daemon.
    now : bool
        Whether it first asks them how busy they are: news of that takes a second or two to come by itself.

    Raises
    ------
    PeerUnreachable
        If the daemon is not running.
    """
    return ask(home, "GET", "/peers/now" if now else "/peers")


def live_peers(home: Home) -> list[dict[str, Any]]:
    """Return those of `peers` that are ALIVE, this node first; raises as `peers` does."""
    return [peer for peer in peers(home) if peer["state"] == "ALIVE"]


def ask(home: Home, method: str, path: str, body: Any = None, patience: float = 5.0) -> Any:
    """Return the daemon's JSON answer.

    Parameters
    ----------
    home : Home
        Whose daemon.
    method, path : str
        Such as "GET", "/peers".
    body : JSON, optional
        What to send.
    patience : float
        Seconds to wait for the answer.

    Raises
    ------
    PeerUnreachable
        If the daemon is not running, or does not answer.
    LocalPeerError
        If it answers with an error.
    """
    connection = _UnixConnection(home.socket, patience)
    try:
        connection.request(method, path, json.dumps(body), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        content = json.loads(answer.read())
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise PeerUnreachable("the daemon is not running: 'dino serve' starts it") from error
    except PermissionError as error:
        raise LocalPeerError(f"no permission to talk to the daemon at {home.socket}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PeerUnreachable(
            f"the daemon at {home.socket} does not answer: {error or type(error).__name__}"
        ) from error
    finally:
        connection.close()
    if answer.status != 200:
        raise LocalPeerError(f"the daemon answered {answer.status}: {content.get('error', answer.reason)}")
    return content


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: Path, patience: float):
        super().__init__("localhost", timeout=patience)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        with short(self._path) as name:
            self.sock.connect(name)
