"""Who a node is: an Ed25519 key; its name is the key's hash, so nobody else can bear it."""

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dino.errors import LocalPeerError
from dino.peer import token
from dino.peer.home import Home, read_private, write_private


@dataclass(frozen=True)
class Identity:
    """A node's key and the seed of the cluster that it belongs to."""

    seed: bytes = field(repr=False)
    key: Ed25519PrivateKey = field(repr=False)

    @cached_property
    def public(self) -> str:
        """The public key, 64 hexadecimal digits."""
        return self.key.public_key().public_bytes_raw().hex()

    @cached_property
    def name(self) -> str:
        """The node's name, `n-<hash of its key>`."""
        return name_of(self.public)

    def sign(self, content: bytes) -> str:
        """Return the signature of `content`, 128 hexadecimal digits."""
        return self.key.sign(content).hex()


def name_of(public: str) -> str:
    """Return the name of the node whose public key (hexadecimal) is `public`: 160 bits of its SHA-256."""
    digest = hashlib.sha256(bytes.fromhex(public)).digest()[:20]
    return "n-" + base64.b32encode(digest).decode().lower()


def signed(content: bytes, name: str, public: str, signature: str) -> bool:
    """Tell whether the node `name` itself signed `content`."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), content)
    except (ValueError, InvalidSignature):
        return False
    return name_of(public) == name


def fresh(seed: bytes) -> Identity:
    """Return a new node of the cluster of `seed`; nothing is written."""
    return Identity(seed, Ed25519PrivateKey.generate())


def is_initialised(home: Home) -> bool:
    """Tell whether this node belongs to a cluster."""
    return home.token.exists()


def save(identity: Identity, home: Home) -> None:
    """Keep `identity` in `home`; the token last, because its presence means that all is there."""
    if is_initialised(home):
        raise LocalPeerError(f"this node already belongs to a cluster (state in {home.data}); 'dino reset' leaves it")
    home.create()
    home.key.unlink(missing_ok=True)
    write_private(home.key, _pem(identity.key))
    write_private(home.token, f"{token.Token(identity.seed)}\n".encode())


def load(home: Home) -> Identity:
    """Return the identity kept in `home`.

    Raises
    ------
    LocalPeerError
        If there is none, or it cannot be read.
    """
    if not is_initialised(home):
        raise LocalPeerError(
            f"this node belongs to no cluster (nothing in {home.data}): 'dino init' creates one, "
            "'dino init --join' joins one"
        )
    try:
        key = serialization.load_pem_private_key(read_private(home.key), password=None)
    except ValueError as error:
        raise LocalPeerError(f"{home.key} is damaged: 'dino reset', then join again") from error
    return Identity(token.read(read_private(home.token).decode("ascii", "replace")).seed, key)


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
