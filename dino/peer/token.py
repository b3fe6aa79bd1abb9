"""The token: the cluster's 32-byte seed as text that a person can paste, with check characters.

    dino1-<52 base32 characters of the seed><4 check characters>[@HOST:PORT]

No error message repeats any part of a token: messages end in logs and in screenshots.
"""

import base64
import hashlib
import re
import secrets
from dataclasses import dataclass, field

from dino.errors import LocalPeerError
from dino.peer.address import Address

PREFIX = "dino1-"
_SEED_LETTERS = 52
_CHECK_LETTERS = 4
_LETTERS = _SEED_LETTERS + _CHECK_LETTERS


@dataclass(frozen=True)
class Token:
    """A cluster's seed, which is all its trust, and where one of its members may be found."""

    seed: bytes = field(repr=False)
    address: Address | None = None

    def __str__(self) -> str:
        """Return the line to paste."""
        return PREFIX + _letters(self.seed) + _check(self.seed) + (f"@{self.address}" if self.address else "")


def fresh() -> Token:
    """Return the token of a new cluster."""
    return Token(secrets.token_bytes(32))


def read(text: str) -> Token:
    """Return the token that `text` spells; spaces, line ends and upper case do no harm.

    Raises
    ------
    LocalPeerError
        If it is no token, was cut off or mistyped; says which.
    """
    text = re.sub(r"\s", "", text)
    if not text:
        raise LocalPeerError("the token is empty: paste the line that 'dino token' prints on a member")
    spelled, _, address = text.partition("@")
    spelled = spelled.lower()
    if not spelled.startswith(PREFIX):
        raise LocalPeerError(f"this is no DiNo token: it does not start with {PREFIX!r}")
    return Token(_seed(spelled.removeprefix(PREFIX)), Address.read(address) if address else None)


def _seed(letters: str) -> bytes:
    if strange := re.search(r"[^a-z2-7]", letters):
        position = len(PREFIX) + strange.start() + 1
        raise LocalPeerError(f"the token has a character at position {position} that no token has: copy it again")
    if len(letters) != _LETTERS:
        raise LocalPeerError(
            f"the token has {len(letters)} characters after {PREFIX!r} instead of {_LETTERS}: was it cut off?"
        )
    seed = base64.b32decode(letters[:_SEED_LETTERS].upper() + "====")
    if letters != _letters(seed) + _check(seed):
        raise LocalPeerError("the token's check characters do not match: a character is wrong, copy it again")
    return seed


def _letters(seed: bytes) -> str:
    return base64.b32encode(seed).decode().rstrip("=").lower()


def _check(seed: bytes) -> str:
    return _letters(hashlib.sha256(PREFIX.encode() + seed).digest())[:_CHECK_LETTERS]
