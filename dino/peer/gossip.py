"""Signing what this node says, and believing of others only what they signed."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from dino.peer.identity import Identity
from dino.peer.message import Alive, Left, Update, is_own_word
from dino.peer.view import View


def sealer(identity: Identity):
    """Return the function that signs those of the updates that are this node's own word."""

    @lru_cache(maxsize=4)
    def signature(content: bytes) -> str:
        return identity.sign(content)

    def seal(updates: Iterable[Update]) -> tuple[Update, ...]:
        return tuple(sealed(update) for update in updates)

    def sealed(update: Update) -> Update:
        if update.name != identity.name or not isinstance(update, Alive | Left):
            return update
        return replace(update, public=identity.public, signature=signature(update.signed_bytes()))

    return seal


def believable(view: View, updates: Iterable[Update]) -> tuple[list[Update], list[Update]]:
    """Return those of `updates` that may be believed, and the forged ones.

    What is held already was verified when it came: a full exchange costs no signature checks.
    """
    believed, forged = [], []
    for update in updates:
        (believed if _is_held(view, update) or is_own_word(update) else forged).append(update)
    return believed, forged


def _is_held(view: View, update: Update) -> bool:
    member = view.members.get(update.name)
    if member is None:
        return False
    if isinstance(update, Left):
        return member.left is not None and update == replace(member.left, age=update.age)
    return update == member.alive
