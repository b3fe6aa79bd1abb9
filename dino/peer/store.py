"""The registry's database: what must outlive the daemon. The only module that knows SQLite.

`schema/N.sql` brings version N-1 to version N; `PRAGMA user_version` says which one a file has.
"""

import json
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from importlib import resources
from pathlib import Path

from dino.errors import StoreError
from dino.peer import message
from dino.peer.address import Address
from dino.peer.view import Member, State

VERSION = 1


class Store:
    """An open database; times in seconds since 1970.

    Every method commits before it returns, and raises StoreError if the database fails.
    """

    def __init__(self, path: Path):
        self.path = path
        # Mode 0600 from the first moment; SQLite gives its journal files the mode of the database.
        with self._told():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            self._base = sqlite3.connect(path, timeout=5.0, isolation_level=None)
            self._base.execute("PRAGMA journal_mode = WAL")
            self._base.execute("PRAGMA synchronous = NORMAL")
            self._upgrade()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """Close the database."""
        with self._told():
            self._base.close()

    def incarnation(self) -> int:
        """Return the last incarnation that this node announced, 0 before the first."""
        row = self._one("SELECT incarnation FROM node")
        return row[0] if row else 0

    def remember(self, incarnation: int) -> None:
        """Keep the incarnation that this node is about to announce."""
        self._run(
            "INSERT INTO node VALUES (1, ?) "
            "ON CONFLICT DO UPDATE SET incarnation = max(incarnation, excluded.incarnation)",
            [(incarnation,)],
        )

    def members(self) -> list[Member]:
        """Return every node on record, this one included, by name."""
        columns = "state, incarnation, since, last_seen, rtt, load, alive, farewell"
        return [self._member(*row) for row in self._all(f"SELECT {columns} FROM peer ORDER BY name")]

    def put(self, members: Iterable[Member]) -> None:
        """Keep `members` as they are now."""
        self._run("INSERT OR REPLACE INTO peer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", map(_row, members))

    def forget(self, name: str) -> None:
        """Delete what is known of the node `name`."""
        self._run("DELETE FROM peer WHERE name = ?", [(name,)])

    def seeds(self) -> list[Address]:
        """Return the addresses where a member may be found."""
        return [Address.read(row[0]) for row in self._all("SELECT address FROM seed ORDER BY address")]

    def add_seed(self, address: Address) -> None:
        """Keep an address where a member may be found."""
        self._run("INSERT OR IGNORE INTO seed VALUES (?)", [(str(address),)])

    def _upgrade(self) -> None:
        version = self._base.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise StoreError(
                f"{self.path} was written by a newer DiNo (schema {version}, this one knows {VERSION}): upgrade DiNo"
            )
        for step in range(version + 1, VERSION + 1):
            schema = resources.files("dino.peer").joinpath(f"schema/{step}.sql").read_text()
            self._base.executescript(f"BEGIN;\n{schema}\nPRAGMA user_version = {step};\nCOMMIT;")

    def _member(self, state, incarnation, since, last_seen, rtt, load, alive, farewell) -> Member:
        word = message.update_from_json(json.loads(alive))
        left = message.update_from_json(json.loads(farewell)) if farewell else None
        return Member(word, State(state), incarnation, since, last_seen, left=left, rtt=rtt, load=load)

    def _one(self, query: str):
        with self._told():
            return self._base.execute(query).fetchone()

    def _all(self, query: str) -> list[tuple]:
        with self._told():
            return self._base.execute(query).fetchall()

    def _run(self, statement: str, rows: Iterable[tuple]) -> None:
        with self._told():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                self._base.executemany(statement, rows)
            except BaseException:
                self._base.execute("ROLLBACK")
                raise
            self._base.execute("COMMIT")

    def _told(self):
        return _Told(self.path)


_DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)  # the lowest byte says which kind of an error it is


class _Told:
    """Context manager: a failure of the database or its file becomes a StoreError."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, sqlite3.DatabaseError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED:
            raise StoreError(
                f"{self.path} is damaged: 'dino reset', then 'dino init --join' with the line that 'dino token' prints "
                "on another node"
            ) from error
        if isinstance(error, sqlite3.Error | OSError):
            reason = error.strerror if isinstance(error, OSError) else error
            raise StoreError(f"the registry {self.path} cannot be used: {reason}") from error


def read_members(path: Path) -> list[Member]:
    """Return the members on record in the database at `path`; none if there is no database."""
    if not path.exists():
        return []
    with closing(Store(path)) as store:
        return store.members()


def read_seeds(path: Path) -> list[Address]:
    """Return the addresses on record where a member may be found."""
    with closing(Store(path)) as store:
        return store.seeds()


def _row(member: Member) -> tuple:
    alive = member.alive
    return (
        alive.name,
        alive.address,
        member.state,
        member.incarnation,
        member.since,
        member.heard,
        member.rtt,
        member.load,
        json.dumps(message.update_to_json(alive)),
        json.dumps(message.update_to_json(member.left)) if member.left else None,
    )
