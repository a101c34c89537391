"""Searches that a reader keeps: a name, and what is asked for."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from menurut.errors import InputError, NotFoundError
from menurut.ids import digest
from menurut.store.schema import connect, plain_errors

TABLES = """
CREATE TABLE saved_searches (         -- searches that readers of the web app keep
  id TEXT PRIMARY KEY,                -- hash of the query
  name TEXT NOT NULL,
  query TEXT NOT NULL,                -- what stands behind the "?" of its address
  made TEXT NOT NULL                  -- ISO 8601, UTC
) STRICT, WITHOUT ROWID;
"""
LONGEST_NAME = 100  # characters
_LONGEST_QUERY = 4_000
_MOST = 500


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search that is kept: its name, the query of its address (``q=...&country=...``), when it was kept."""

    id: str
    name: str
    query: str
    made: str


def saved_searches(connection: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    """The searches that are kept, by their names."""
    if not _there(connection):
        return ()
    rows = connection.execute("SELECT id, name, query, made FROM saved_searches ORDER BY fold(name), id")
    return tuple(SavedSearch(*row) for row in rows)


def save_search(path: Path, name: str, query: str) -> SavedSearch:
    """Keeps a search in the store at ``path``; one that is kept already gets the new name.

    Raises ``InputError`` where the name or the query is none, or too long, or too many are kept, ``StoreError`` where
    the store cannot be written.
    """
    shown = " ".join(name.split())
    if not 1 <= len(shown) <= LONGEST_NAME:
        raise InputError(f"a search has a name of 1 to {LONGEST_NAME} characters")
    if not 1 <= len(query) <= _LONGEST_QUERY:
        raise InputError(f"a search asks for something, in at most {_LONGEST_QUERY} characters")
    kept = SavedSearch(digest(("search", query)), shown, query, datetime.now(UTC).isoformat(timespec="seconds"))
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            connection.execute("BEGIN IMMEDIATE")
            if not _there(connection):
                connection.execute(TABLES)
            others = connection.execute("SELECT count(*) FROM saved_searches WHERE id <> ?", (kept.id,)).fetchone()[0]
            if others >= _MOST:
                raise InputError(f"{_MOST} searches are kept; remove one first")
            connection.execute(
                "INSERT INTO saved_searches VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                (kept.id, kept.name, kept.query, kept.made),
            )
            connection.execute("COMMIT")
    finally:
        connection.close()
    return kept


def forget_search(path: Path, id_: str) -> None:
    """Keeps a search no longer. Raises ``NotFoundError`` where none has this id, ``StoreError``."""
    connection = connect(path, write=True)
    try:
        with plain_errors(path):
            gone = _there(connection) and connection.execute("DELETE FROM saved_searches WHERE id = ?", (id_,)).rowcount
    finally:
        connection.close()
    if not gone:
        raise NotFoundError(f"there is no saved search {id_!r}")


def _there(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'saved_searches'"
    return connection.execute(query).fetchone() is not None
