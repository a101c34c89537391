"""A store opened for a stranger's SQL: it can be read and nothing else, for so long and no longer."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from menurut.errors import InputError
from menurut.store.schema import BUSY_SECONDS, connect, plain_errors, reading_address

LONGEST = 2_000_000  # bytes of one value: more than the longest Indonesian or English article that is read
_STEPS = 5_000  # of SQLite's machine between two looks at the clock
_LIMITS = {  # see sqlite.org/limits.html
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}
_READING = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE))
_DECLARED = (
    sqlite3.SQLITE_UPDATE,
    "sqlite_master",
)  # what SQLite asks when it meets a virtual table, and writes nothing
# Functions that reach files, libraries or the log where SQLite is built with them.
_OUTSIDE = frozenset(("edit", "fts3_tokenizer", "load_extension", "readfile", "sqlite_log", "writefile"))
_TELLING = frozenset(("application_id", "data_version", "encoding", "table_list", "user_version"))  # without a value
_ABOUT = frozenset(("foreign_key_list", "index_info", "index_list", "index_xinfo", "table_info", "table_xinfo"))


def open_readonly(path: Path, seconds: float) -> sqlite3.Connection:
    """A connection to the store at ``path`` on which any SQL may be run.

    It reads the store alone: nothing is written, attached, loaded or set, whatever the SQL says. After ``seconds``,
    counted from now, what runs on it is interrupted; ``allow`` grants new ones. One value holds ``LONGEST`` bytes at
    most; a single call of a function is interrupted only after it (``replace`` on texts of that size: half a minute).
    Any thread may use it, one at a time. Raises ``StoreError`` where ``path`` is no store that can be read.

    The method is the one of "Defense Against The Dark Arts" (sqlite.org/security.html): an authoriser that allows
    what reads and refuses the rest, limits, and a progress handler.
    """
    connect(path, write=False).close()  # says so in words where it is not a store, or of another version
    with plain_errors(path):
        connection = sqlite3.connect(
            reading_address(path), uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    try:
        with plain_errors(path):
            for setting in ("query_only = ON", "cell_size_check = ON"):
                connection.execute(f"PRAGMA {setting}")
            for limit, most in _LIMITS.items():
                connection.setlimit(limit, most)
            connection.set_authorizer(_authorise)
            connection.text_factory = _text
            allow(connection, seconds)
    except BaseException:
        connection.close()
        raise
    return connection


def allow(connection: sqlite3.Connection, seconds: float) -> None:
    """Grants what runs on ``connection`` ``seconds`` from now on, whatever it was granted before."""
    until = time.monotonic() + seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, _STEPS)


@dataclass(slots=True)
class Answer:
    """What a query gives: the names of its columns, and by iterating, once, its rows: ``limit`` at most.

    After the last row ``cut`` tells whether there were more. Iterating raises ``InputError`` as ``select`` does.
    """

    columns: tuple[str, ...]
    limit: int
    cut: bool
    _cursor: sqlite3.Cursor

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows."""
        given = 0
        with _said():
            for row in self._cursor:
                if given == self.limit:
                    self.cut = True
                    self._cursor.close()
                    return
                given += 1
                yield row


def select(connection: sqlite3.Connection, query: str, *, limit: int) -> Answer:
    """Runs one query on a connection of ``open_readonly``.

    Raises ``InputError`` with SQLite's own words where it cannot be run, may not be run, or takes too long.
    """
    with _said():
        cursor = connection.execute(query)
        if cursor.description is None:
            raise InputError(
                "this is no query: write a SELECT, as in: SELECT outlet, count(*) FROM articles GROUP BY 1"
            )
        return Answer(tuple(column[0] for column in cursor.description), limit, False, cursor)


@contextmanager
def _said() -> Iterator[None]:
    """Turns what SQLite raises within into an ``InputError`` that keeps its words and says what can be done."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise InputError("the query holds half a character (a lone surrogate); write it again") from error
    except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
        said = str(error).rstrip(".")
        for pattern, advice in _ADVICE.items():
            if re.search(pattern, said):
                raise InputError(f"SQLite says: {said}. {advice}") from error
        raise InputError(f"SQLite says: {said}") from error


_ONLY = "A query may only read this store: SELECT, WITH, EXPLAIN, PRAGMA table_info"
_ADVICE = {  # a pattern of SQLite's words: what the user can do
    "^interrupted$": "The query took longer than it may; narrow it with WHERE, or give it more seconds",
    "not authorized|authorization denied|prohibited|readonly|may not be modified|too many attached": _ONLY,
    "no such table": "The tables are listed by: SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')",
    "no such column": "The columns of a table are listed by: SELECT name FROM pragma_table_info('articles')",
    "one statement": "Write one query, without anything after its semicolon",
    "too big": f"One value may have {LONGEST:,} bytes",
    "locked|busy": f"Another process has been writing for {BUSY_SECONDS:.0f} s; try again when it is done",
    "malformed|not a database": "The store is damaged; take a copy of it from before",
}


def _text(value: bytes) -> str:
    """Text as SQLite holds it; bytes that a query calls text (``CAST``) and are none become U+FFFD."""
    return value.decode("utf-8", "replace")


def _authorise(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    """Whether SQLite may compile a part of a statement (sqlite.org/c3ref/c_alter_table.html lists the actions)."""
    allowed = action in _READING or (action, first) == _DECLARED
    if action == sqlite3.SQLITE_FUNCTION:
        allowed = (second or "").lower() not in _OUTSIDE
    elif action == sqlite3.SQLITE_PRAGMA:
        name = (first or "").lower()
        allowed = name in _ABOUT or (name in _TELLING and second is None)
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY
