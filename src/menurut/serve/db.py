"""Reading the store for a page: one read-only connection a thread, and a bound on how long a page may read."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from menurut.errors import NotFoundError
from menurut.serve.errors import MovedError, SlowError
from menurut.store.schema import connect, plain_errors

SECONDS = 10.0  # that a page may read for
_STEPS = 20_000  # of SQLite's machine between two looks at the clock
_CACHE_KIB = 8_192  # of a connection
_MAPPED = 1 << 30  # bytes of the file that SQLite reads without copying
_TABLES = {  # kind of page: its table, the table of its former ids, and the column that says what they are now
    "article": ("articles", None, None),
    "actor": ("identities", "identity_aliases", "identity"),
    "incident": ("incidents", "incident_aliases", "incident"),
    "copies": ("copy_groups", "copy_aliases", "grp"),
}
_MOST_ALIASES = 20  # ids that a record may have had one after the other


class Database:
    """The store at a path, open for reading in every thread that asks; a writer may write meanwhile."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        self.path = path
        self._seconds = seconds
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection with one view of the store for as long as the context lasts; rows are ``sqlite3.Row``.

        Raises ``StoreError`` where the store cannot be read, ``SlowError`` where reading takes too long.
        """
        connection = self._connection()
        deadline = time.monotonic() + self._seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        try:
            with plain_errors(self.path):
                connection.execute("BEGIN")
                yield connection
        except Exception as error:
            if time.monotonic() > deadline:
                raise SlowError(f"a page took longer than {self._seconds:.0f} s to read") from error
            raise
        finally:
            connection.set_progress_handler(None, 0)
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    def _connection(self) -> sqlite3.Connection:
        """This thread's connection, opened anew where another file has taken the place of the store."""
        file = self.path.stat() if self.path.exists() else None
        key = (file.st_dev, file.st_ino) if file is not None else None
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None and self._local.key == key:
            return known
        if known is not None:
            known.close()
            self._local.connection = None
        connection = connect(self.path, write=False)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA query_only = ON")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute(f"PRAGMA mmap_size = {_MAPPED}")
        self._local.connection, self._local.key = connection, key
        return connection


def find(connection: sqlite3.Connection, kind: str, name: str) -> str:
    """The id ``name`` if there is a record of it now.

    ``kind`` is that of a page: article, actor, incident, copies. Raises ``MovedError`` where the record has another id
    today, ``NotFoundError`` where there is none.
    """
    table, aliases, column = _TABLES[kind]
    current, seen = name, 0
    while connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (current,)).fetchone() is None:  # noqa: S608
        seen += 1
        query = f"SELECT {column} FROM {aliases} WHERE alias = ?"  # noqa: S608
        row = connection.execute(query, (current,)).fetchone() if aliases and seen < _MOST_ALIASES else None
        if row is None:
            raise NotFoundError(f"there is no {kind} {name!r}")
        current = row[0]
    if current != name:
        raise MovedError(f"/{kind}/{current}")
    return current


def marks(values: Sequence[Any]) -> str:
    """Question marks for the values of an ``IN (...)``."""
    return ", ".join("?" * len(values))
