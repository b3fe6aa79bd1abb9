"""Calling a peer's daemon: HTTPS, certificates on both sides, the peer's name verified."""

import contextlib
import datetime
import http.client
import json
import socket
import ssl
import threading
from collections import OrderedDict
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from dino.errors import PeerUnreachable, RemotePeerError
from dino.peer import tls
from dino.peer.address import Address
from dino.peer.identity import Identity

_MOST_SESSIONS = 128


class Client:
    """Calls peers as the node `identity`; kept-alive connections, one pool for each peer. Thread-safe."""

    def __init__(self, identity: Identity):
        now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        self.context = tls.client_context(identity, now)
        self._anyone = tls.client_context(identity, now, anyone=True)
        self._sessions: OrderedDict[str, requests.Session] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for session in self._sessions.values():
                session.close()
            self._sessions.clear()

    def identify(self, address: Address, patience: float = 3.0) -> str:
        """Return the verified name of the node that answers at `address`; any member of the cluster may.

        Raises
        ------
        PeerUnreachable
            If nobody answers within `patience` seconds.
        RemotePeerError
            If who answers is not of this cluster.
        """
        try:
            sock = socket.create_connection((address.host, address.port), timeout=patience)
            with sock, self._anyone.wrap_socket(sock) as secure:
                return secure.peer
        except OSError as error:
            raise explain(error, address) from error

    def post(self, name: str, address: Address, path: str, body: Any, patience: float = 3.0) -> Any:
        """Send `body` as JSON to the node `name` and return its answer.

        Parameters
        ----------
        name : str
            Who must answer: another node at `address` is refused.
        address : Address
            Where it listens.
        path : str
            Such as "/v1/ping".
        body : JSON
            What to send.
        patience : float
            Seconds to wait for a connection, and again for each part of the answer.

        Raises
        ------
        PeerUnreachable
            If it does not answer.
        RemotePeerError
            If it refuses, answers with an error, or is another.
        """
        return self._call("POST", name, address, path, json.dumps(body), patience)

    def get(self, name: str, address: Address, path: str, patience: float = 3.0) -> Any:
        """Return the JSON at `path` of the node `name`; otherwise as `post`."""
        return self._call("GET", name, address, path, None, patience)

    @contextlib.contextmanager
    def websocket(self, name: str, address: Address, path: str, patience: float = 3.0):
        """Open a WebSocket to `path` of the node `name`, as a `websockets.sync` connection.

        For asyncio: `websockets.asyncio.client.connect(uri, ssl=client.context, server_hostname=name + tls.DOMAIN)`.
        Send heartbeats: a frozen TLS peer is otherwise noticed after 14 to 45 seconds.
        """
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        try:
            stream = connect(
                f"wss://{address}{path}",
                ssl=self.context,
                server_hostname=name + tls.DOMAIN,
                open_timeout=patience,
                close_timeout=1,
                ping_interval=None,
                compression=None,
                max_size=None,
                proxy=None,
            )
        except (OSError, WebSocketException) as error:
            raise explain(error, address) from error
        with stream:
            yield stream

    def _call(self, method: str, name: str, address: Address, path: str, data: str | None, patience: float) -> Any:
        session = self._session(name)
        try:
            return self._exchange(session, method, f"https://{address}{path}", data, patience)
        except requests.ConnectionError as error:
            # A kept-alive connection that the peer closed just now: a fresh one tells. Every call may be repeated.
            if not _was_cut(error):
                raise explain(error, address) from error
        except requests.RequestException as error:
            raise explain(error, address) from error
        try:
            return self._exchange(session, method, f"https://{address}{path}", data, patience)
        except requests.RequestException as error:
            raise explain(error, address) from error

    def _exchange(self, session, method, url, data, patience):
        headers = {"Content-Type": "application/json"}
        answer = session.request(method, url, data=data, headers=headers, timeout=patience, allow_redirects=False)
        return _content(answer, url)

    def _session(self, name: str) -> requests.Session:
        with self._lock:
            session = self._sessions.pop(name, None) or self._open(name)
            self._sessions[name] = session
            if len(self._sessions) > _MOST_SESSIONS:
                self._sessions.popitem(last=False)[1].close()
            return session

    def _open(self, name: str) -> requests.Session:
        session = requests.Session()
        # Neither proxies nor REQUESTS_CA_BUNDLE nor .netrc of the environment concern us.
        session.trust_env = False
        session.mount("https://", _PeerAdapter(self.context, name + tls.DOMAIN))
        return session


class _PeerAdapter(HTTPAdapter):
    """Connections to the one node that bears `hostname`."""

    def __init__(self, context: ssl.SSLContext, hostname: str):
        self._tls = {"ssl_context": context, "server_hostname": hostname}
        super().__init__(pool_maxsize=4)

    def init_poolmanager(self, *args, **kwargs):
        super().init_poolmanager(*args, **kwargs, **self._tls)

    def cert_verify(self, conn, url, verify, cert):
        # The original adds the web's authorities to our context.
        conn.cert_reqs = "CERT_REQUIRED"


def _content(answer: requests.Response, url: str) -> Any:
    where = url.split("/")[2]
    try:
        content = answer.json()
    except ValueError as error:
        raise RemotePeerError(f"{where} answered {answer.status_code} without JSON: is it a DiNo daemon?") from error
    if answer.status_code != 200:
        reason = content.get("error") if isinstance(content, dict) else None
        raise RemotePeerError(f"{where} answered {answer.status_code}: {reason or answer.reason}")
    return content


def explain(error: BaseException, address: Address) -> PeerUnreachable | RemotePeerError:
    """Return what to tell a user of `error`, met in calling `address`."""
    chain = list(_chain(error))
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return RemotePeerError(_distrust(cause, address))
    if any(isinstance(cause, ssl.SSLError) and "ALERT" in str(cause).upper() for cause in chain) or _was_cut(error):
        return RemotePeerError(
            f"{address} refused this node's certificate: is it of another cluster? is a clock more than a day wrong?"
        )
    if any(isinstance(cause, ssl.SSLError) and "timed out" not in str(cause) for cause in chain):
        return RemotePeerError(f"{address} does not speak TLS 1.3: is it a DiNo daemon?")
    return PeerUnreachable(f"{address} cannot be reached: {_reason(chain)}")


def _distrust(error: ssl.SSLCertVerificationError, address: Address) -> str:
    match getattr(error, "verify_code", None):
        case 9 | 10:
            return f"{address}: {error.verify_message}: its clock, or ours, is more than a day wrong"
        case 62:
            return f"{address} is now another node of this cluster"
        case None | 0:
            return f"{address}: {error.args[-1]}"
    return f"{address} belongs to another cluster: its certificate is not signed by ours"


def _reason(chain: list[BaseException]) -> str:
    if any(isinstance(cause, TimeoutError | requests.Timeout) for cause in chain):
        return "no answer in time (is the machine on? does a firewall close the port?)"
    if any(isinstance(cause, ConnectionRefusedError) for cause in chain):
        return "nothing listens there (is 'dino serve' running on it?)"
    if any(isinstance(cause, socket.gaierror) for cause in chain):
        return "its name is not known"
    system = next((cause for cause in reversed(chain) if isinstance(cause, OSError) and cause.strerror), None)
    return system.strerror if system else str(chain[-1])


def _was_cut(error: BaseException) -> bool:
    cut = (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected, ssl.SSLEOFError, EOFError)
    return any(isinstance(cause, cut) for cause in _chain(error))


def _chain(error: BaseException | None):
    """Yield `error` and all that led to it, the outermost first."""
    while error is not None:
        yield error
        inner = [part for part in (*error.args, getattr(error, "reason", None)) if isinstance(part, BaseException)]
        error = inner[0] if inner else error.__cause__ or error.__context__
