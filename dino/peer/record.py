"""The daemon's writes to the registry: a failing disk is told in the log, and does not make the node deaf."""

import logging
from collections.abc import Iterable

from dino.errors import StoreError
from dino.peer.store import Store
from dino.peer.view import Member

log = logging.getLogger("dino.peer")


class Record:
    """Writes to `store`."""

    def __init__(self, store: Store):
        self._store = store
        self._failed = False

    def put(self, members: Iterable[Member]) -> None:
        """Keep `members` as they are now."""
        self._write(self._store.put, members)

    def forget(self, name: str) -> None:
        """Delete what is known of `name`."""
        self._write(self._store.forget, name)

    def remember(self, incarnation: int) -> None:
        """Keep the incarnation that this node is about to announce."""
        self._write(self._store.remember, incarnation)

    def _write(self, function, argument) -> None:
        try:
            function(argument)
        except StoreError as error:
            if not self._failed:
                log.error("%s; the registry on disk falls behind until it can be written", error)
            self._failed = True
        else:
            self._failed = False
