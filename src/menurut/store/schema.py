"""The tables of the store, their version, and how a store file is opened."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from menurut.errors import StoreError
from menurut.store.tables import TABLES, later_tables

SCHEMA_VERSION = 4
APPLICATION_ID = 0x6D6E7274  # "mnrt": what file(1) and this module know a store by
BUSY_SECONDS = 30.0  # how long a writer waits for another one to finish its transaction


@contextmanager
def plain_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite raises within into a ``StoreError`` that says what a user can do."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(_explain(path, error)) from error


def _explain(path: Path, error: sqlite3.Error) -> str:
    said = str(error)
    for words, explained in _EXPLAINED.items():
        if re.search(words, said):
            return explained.format(path=path, seconds=BUSY_SECONDS)
    return f"{path}: {said}"


_EXPLAINED = {  # what SQLite says: what a user is told
    "disk is full": "the disk that holds {path} is full; what was stored before is whole. Make room and read again",
    "disk I/O error": "the disk that holds {path} takes no more (a quota may be used up) or fails; "
    "what was stored before is whole",
    "locked|busy": "another process has been writing to {path} for {seconds:.0f} s; try again when it is done",
    "readonly": "{path} cannot be written: the file or its folder is read-only",
    "unable to open": "{path} cannot be opened: check that its folder exists and may be written",
    "not a database|malformed": "{path} is damaged or is not a menurut store",
}


def connect(path: Path, *, write: bool) -> sqlite3.Connection:
    """An open connection to the store at ``path``; with ``write``, made there if there is none.

    It has the SQL function ``fold`` beside SQLite's own: a text without regard to case, whatever its letters.

    Raises ``StoreError`` where the file is not a store, is of a later version, or cannot be opened.
    """
    exists = path.exists()
    if not exists and not write:
        raise StoreError(f"there is no store at {path}; make one with: menurut read PATH --store {path}")
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file for the store")
    with plain_errors(path):
        address = f"{path.absolute().as_uri()}?mode=rwc" if write else reading_address(path)
        connection = sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        with plain_errors(path):
            connection.create_function("fold", 1, _fold, deterministic=True)
            connection.execute("PRAGMA foreign_keys = ON")
            _prepare(connection, path, write=write)
    except StoreError:
        connection.close()
        raise
    return connection


def reading_address(path: Path) -> str:
    """The address (a URI) under which SQLite reads the store at ``path``.

    For a store that may be written meanwhile SQLite makes files beside it; on a disk that is read-only it need not.
    """
    address = f"{path.absolute().as_uri()}?mode=ro"
    unwritten = hasattr(os, "statvfs") and bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    return f"{address}&immutable=1" if unwritten and not path.with_name(f"{path.name}-wal").exists() else address


def scratch() -> sqlite3.Connection:
    """The tables of single articles' records in memory, where nothing checks references, for work on some of them."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.executescript(TABLES)
    return connection


def _fold(value: str | None) -> str | None:
    """SQLite's own ``lower`` knows the capitals of ASCII alone."""
    return None if value is None else value.casefold()


def _prepare(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    """Checks what the file is, and makes the tables if need be.

    SQLite does not wait for a lock while another process changes the journal's mode, so this does.
    """
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            _check(connection, path, write=write)
            if write:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
                _create(connection)
        except sqlite3.OperationalError as error:
            if "readonly" in str(error) and not write:
                raise StoreError(
                    f"{path} cannot be read where it lies: that takes files beside it, and its folder is read-only; "
                    "copy it to a folder of yours"
                ) from error
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _check(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    connection.execute("BEGIN")  # one view of the file, though another process may be making its tables
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if application != APPLICATION_ID and (tables or application or version):
        raise StoreError(f"{path} is an SQLite file, but not a menurut store; name another file")
    if 0 < version < SCHEMA_VERSION and not write:
        raise StoreError(
            f"{path} was written by an earlier menurut (its schema is {version}, this one's is {SCHEMA_VERSION}); "
            f"bring it up to date with: menurut migrate --store {path}"
        )
    if version > SCHEMA_VERSION:
        raise StoreError(
            f"{path} was written by a later menurut (its schema is {version}, this one knows {SCHEMA_VERSION}); "
            "update menurut to open it"
        )


def _create(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < SCHEMA_VERSION:
            for statement in _statements(version):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


NEW_TABLES = {  # by the schema they came with
    2: (
        "dates",
        "places",
        "place_mentions",
        "identities",
        "identity_names",
        "identity_roles",
        "identity_actors",
        "identity_aliases",
    ),
    3: (
        "events",
        "event_triggers",
        "event_actors",
        "event_contexts",
        "positions",
        "quantities",
        "agreements",
        "agreement_parties",
        "attribution_about",
    ),
}
_NEW_COLUMNS = {2: ("ALTER TABLE actors ADD COLUMN basis TEXT", "ALTER TABLE actors ADD COLUMN sector TEXT")}
_ABOUT = re.compile(r"\s*CREATE (?:TABLE (\w+)|INDEX \w+ ON (\w+))")


def _statements(version: int) -> Iterator[str]:
    """What makes a store of ``version`` (0: an empty file) one of today. Its articles are kept, and read again."""
    new = {table for since, tables in NEW_TABLES.items() if since > version for table in tables}
    for since, changes in _NEW_COLUMNS.items():
        if 0 < version < since:
            yield from changes
    for statement in TABLES.split(";\n"):
        about = _ABOUT.match(statement)
        if about is not None and (version == 0 or (about[1] or about[2]) in new):
            yield statement
    for since, tables in later_tables().items():
        if version < since:
            yield from (each for each in tables.split(";\n") if each.strip())
