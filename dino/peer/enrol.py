"""Becoming a member and ceasing to be one: what `dino init` and `dino reset` do."""

import os
import pwd
import time
from contextlib import suppress

from dino.errors import LocalPeerError, PeerError, PeerUnreachable, StoreError
from dino.peer import gossip, identity, local, lock, message, token
from dino.peer.address import Address
from dino.peer.client import Client
from dino.peer.home import Home
from dino.peer.identity import Identity
from dino.peer.store import Store
from dino.peer.view import LIVING, State

_STOPPING = 10.0  # seconds for the daemon to stop
_TOLD = 3  # addresses that a good-bye is sent to


def create(home: Home) -> Identity:
    """Create a cluster with this node as its first member."""
    node = identity.fresh(token.fresh().seed)
    identity.save(node, home)
    Store(home.database).close()
    return node


def join(home: Home, ticket: token.Token, peer: Address | None) -> tuple[Identity, message.Alive]:
    """Join the cluster of `ticket`; return this node and the member that answered.

    Parameters
    ----------
    home : Home
        Where the node's state goes; nothing is written unless the member has accepted this node.
    ticket : Token
        The cluster's token.
    peer : Address, optional
        Where to find a member; without it, the address in the token.

    Raises
    ------
    LocalPeerError, RemotePeerError, PeerUnreachable
        If this node is a member already, no address is known, or the peer is not of the cluster.
    """
    if identity.is_initialised(home):
        raise LocalPeerError(f"this node already belongs to a cluster (state in {home.data}); 'dino reset' leaves it")
    address = peer or ticket.address
    if address is None:
        raise LocalPeerError("the token has no address: say where a member is with --peer HOST[:PORT]")
    node = identity.fresh(ticket.seed)
    member = _meet(node, address)
    identity.save(node, home)
    with Store(home.database) as store:
        store.add_seed(address)
    return node, member


def leave(home: Home) -> bool:
    """Leave the cluster and delete this node's state; a running daemon is stopped first.

    Returns
    -------
    told : bool
        Whether the others know; if not, they will find this node dead.
    """
    told = stop_daemon(home)
    with suppress(LocalPeerError, StoreError):  # what is damaged says nothing, and is deleted
        told = told or _say_goodbye(home)
    home.forget()
    return told


def stop_daemon(home: Home) -> bool:
    """Stop this node's daemon, and return whether one was running."""
    try:
        local.ask(home, "POST", "/stop")
    except PeerUnreachable:
        if not lock.is_held(home):
            return False
        raise
    end = time.monotonic() + _STOPPING
    while lock.is_held(home):
        if time.monotonic() > end:
            raise LocalPeerError(f"the daemon did not stop within {_STOPPING:.0f} seconds: end it, then try again")
        time.sleep(0.05)
    return True


def _meet(node: Identity, address: Address) -> message.Alive:
    client = Client(node)
    try:
        name = client.identify(address)
        news = message.from_json(client.get(name, address, "/v1/node"))
    finally:
        client.close()
    return news.updates[0]


def _say_goodbye(home: Home) -> bool:
    """Tell the others that this node left, if its daemon could not: it was killed. False if nobody was reached."""
    node = identity.load(home)
    with Store(home.database) as store:
        members, incarnation, seeds = store.members(), store.incarnation(), store.seeds()
    own = next((member for member in members if member.alive.name == node.name), None)
    if own is None or own.state is State.LEFT:
        return True
    farewell = message.Left(node.name, incarnation)
    body = message.to_json(message.News(gossip.sealer(node)((own.alive, farewell))))
    living = [member.alive.address for member in members if member.state in LIVING and member is not own]
    addresses = [*map(Address.read, living), *seeds]
    client = Client(node)
    told = [address for address in addresses[:_TOLD] if _is_told(client, address, body)]
    client.close()
    return bool(told) or not addresses


def _is_told(client: Client, address: Address, body: dict) -> bool:
    try:
        client.post(client.identify(address), address, "/v1/ping", body)
    except PeerError:
        return False
    return True


def who() -> str:
    """Return the user whose rights a holder of the token gets."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
