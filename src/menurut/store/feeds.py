"""What watching remembers: feeds, the entries that came of them, and the hosts that were asked.

An entry is entered in the same transaction as its feed's ``etag``, and settled only once its article is stored. So
whatever is interrupted, no entry is lost and none is fetched again that is done.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from menurut.errors import StoreError
from menurut.store.schema import connect, plain_errors

TABLES = """
CREATE TABLE feeds (                  -- feeds that are watched
  address TEXT PRIMARY KEY,           -- as the user names it
  title TEXT,
  etag TEXT, modified TEXT,           -- what the server named its state by, to ask whether it has changed
  ttl INTEGER,                        -- seconds that the feed asks to be left alone
  next_at TEXT,                       -- ISO 8601, UTC: not asked before
  failures INTEGER NOT NULL,          -- in a row
  moved_to TEXT,                      -- where it has moved to for good
  gone INTEGER NOT NULL,              -- 1: the server says it is gone for good
  seen TEXT                           -- ISO 8601, UTC: when it was last read or found unchanged
) STRICT;

CREATE TABLE fetched (                -- the entries of feeds
  address TEXT PRIMARY KEY,           -- in its canonical form; of an entry without one, feed and hash
  article TEXT,                       -- the id of its article
  status TEXT NOT NULL,               -- waiting, stored, known (was in the store already), not_read
  at TEXT NOT NULL,                   -- ISO 8601, UTC: since when
  feed TEXT NOT NULL REFERENCES feeds(address),
  tries INTEGER NOT NULL,
  next_at TEXT,                       -- ISO 8601, UTC: not tried again before
  entry TEXT                          -- JSON: what the feed says of it, while it waits
) STRICT;
CREATE INDEX fetched_waiting ON fetched(feed, at) WHERE status = 'waiting';

CREATE TABLE hosts (                  -- servers that were asked, and what they want
  host TEXT PRIMARY KEY,              -- with its port where that is not the usual one
  robots TEXT,                        -- its robots.txt
  robots_until TEXT,                  -- ISO 8601, UTC: asked for again after
  failures INTEGER NOT NULL,          -- in a row
  next_at TEXT                        -- ISO 8601, UTC: not asked before
) STRICT;
"""

_CHUNK = 500  # values in one SQL statement
WAITING, STORED, KNOWN, NOT_READ = "waiting", "stored", "known", "not_read"


@dataclass(slots=True)
class FeedRow:
    """A row of ``feeds``; times in seconds since 1970 (0: none)."""

    address: str
    title: str | None = None
    etag: str | None = None
    modified: str | None = None
    ttl: int = 0
    next_at: float = 0.0
    failures: int = 0
    moved_to: str | None = None
    gone: bool = False
    seen: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry whose article is not stored yet: its key, its feed, how often it was tried, what the feed says of it."""

    address: str
    feed: str
    tries: int
    entry: dict[str, Any]


@dataclass(slots=True)
class HostRow:
    """A row of ``hosts``; times in seconds since 1970 (0: none)."""

    host: str
    robots: str | None = None
    robots_until: float = 0.0
    failures: int = 0
    next_at: float = 0.0


class FeedStore:
    """The tables above, in a store. Use as a context manager; every call is one transaction. Raises ``StoreError``."""

    def __init__(self, path: Path) -> None:
        """Opens the store at ``path``, making it if need be; one process at a time watches into a store."""
        self._path = path
        self._claim = _claim(path)
        try:
            self._connection = connect(path, write=True)
        except StoreError:
            self._claim.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._claim.close()

    def feed(self, address: str) -> FeedRow:
        """What is known of a feed."""
        sql = "SELECT title, etag, modified, ttl, next_at, failures, moved_to, gone, seen FROM feeds WHERE address = ?"
        row = self._one(sql, address)
        if row is None:
            return FeedRow(address)
        title, etag, modified, ttl, next_at, failures, moved_to, gone, seen = row
        times = (_seconds(next_at), failures, moved_to, bool(gone), _seconds(seen))
        return FeedRow(address, title, etag, modified, ttl or 0, *times)

    def save_feed(self, feed: FeedRow, entries: Iterable[tuple[str, dict[str, Any]]] = (), now: float = 0.0) -> int:
        """Keeps what is known of a feed, and enters those of its entries that are new; returns how many those are.

        ``entries`` are keys with what the feed says of each. One whose key is the address of an article of the store
        is ``known``, all others wait.
        """
        found = dict(entries)
        with self._transaction():
            self._write_feed(feed)
            new = [key for key in found if self._one("SELECT 1 FROM fetched WHERE address = ?", key) is None]
            known = self._articles(new, found)
            rows = [
                (key, known[key], KNOWN, _iso(now), feed.address, None)
                if key in known
                else (key, None, WAITING, _iso(now), feed.address, json.dumps(found[key], ensure_ascii=False))
                for key in new
            ]
            sql = "INSERT INTO fetched (address, article, status, at, feed, tries, entry) VALUES (?, ?, ?, ?, ?, 0, ?)"
            self._connection.executemany(sql, rows)
        return len(new) - len(known)

    def mend_times(self, now: float, longest: float) -> None:
        """Puts nothing off for more than ``longest`` seconds from ``now``: that came of a clock that was set back."""
        far = {"far": _iso(now + longest)}
        with self._transaction():
            for table in ("feeds", "fetched", "hosts"):
                self._connection.execute(f"UPDATE {table} SET next_at = NULL WHERE next_at > :far", far)  # noqa: S608
            self._connection.execute("UPDATE hosts SET robots_until = NULL WHERE robots_until > :far", far)

    def waiting(self, feed: str, now: float) -> list[Waiting]:
        """The entries of a feed that wait and may be tried now, the latest first."""
        sql = (
            "SELECT address, tries, entry FROM fetched WHERE feed = ? AND status = 'waiting'"
            " AND (next_at IS NULL OR next_at <= ?) ORDER BY at DESC, rowid"
        )
        with plain_errors(self._path):
            rows = self._connection.execute(sql, (feed, _iso(now))).fetchall()
        return [Waiting(address, feed, tries, json.loads(entry)) for address, tries, entry in rows]

    def next_waiting(self, feeds: Sequence[str]) -> tuple[int, float | None]:
        """How many entries of those feeds wait, and when the first of them may be tried."""
        count, first = 0, None
        for feed in feeds:
            sql = "SELECT count(*), min(coalesce(next_at, '')) FROM fetched WHERE feed = ? AND status = 'waiting'"
            number, at = self._one(sql, feed) or (0, None)
            if number:
                count += number
                first = _seconds(at) if first is None else min(first, _seconds(at))
        return count, first

    def tried(self, address: str, *, next_at: float) -> None:
        """Counts a try of an entry that goes on waiting, to be tried again at ``next_at`` at the earliest."""
        sql = "UPDATE fetched SET tries = tries + 1, next_at = ? WHERE address = ?"
        with self._transaction():
            self._connection.execute(sql, (_iso(next_at), address))

    def settle(self, address: str, status: str, article: str | None, now: float) -> None:
        """Says what became of an entry."""
        sql = "UPDATE fetched SET status = ?, article = ?, at = ?, next_at = NULL, entry = NULL WHERE address = ?"
        with self._transaction():
            self._connection.execute(sql, (status, article, _iso(now), address))

    def host(self, name: str) -> HostRow:
        """What is known of a host."""
        row = self._one("SELECT robots, robots_until, failures, next_at FROM hosts WHERE host = ?", name)
        return HostRow(name, row[0], _seconds(row[1]), row[2], _seconds(row[3])) if row else HostRow(name)

    def save_host(self, row: HostRow) -> None:
        """Keeps what is known of a host."""
        values = (row.host, row.robots, _iso(row.robots_until), row.failures, _iso(row.next_at))
        with self._transaction():
            self._connection.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?, ?, ?, ?)", values)

    def _write_feed(self, feed: FeedRow) -> None:
        row = asdict(feed) | {"next_at": _iso(feed.next_at), "seen": _iso(feed.seen), "gone": int(feed.gone)}
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        updates = ", ".join(f"{name} = excluded.{name}" for name in row)
        self._connection.execute(
            f"INSERT INTO feeds ({names}) VALUES ({places}) ON CONFLICT (address) DO UPDATE SET {updates}",  # noqa: S608
            row,
        )

    def _articles(self, keys: Sequence[str], entries: dict[str, dict[str, Any]]) -> dict[str, str]:
        """Which of the entries are articles of the store: key → id."""
        addresses = {key: key for key in keys}
        addresses |= {str(entries[key]["address"]): key for key in keys if entries[key].get("address")}
        names = list(addresses)
        found: dict[str, str] = {}
        for at in range(0, len(names), _CHUNK):
            chunk = names[at : at + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            sql = f"SELECT url, id FROM articles WHERE url IN ({marks})"  # noqa: S608
            found |= {addresses[url]: article for url, article in self._connection.execute(sql, chunk)}
        return found

    def _one(self, sql: str, value: str) -> tuple[Any, ...] | None:
        with plain_errors(self._path):
            row: tuple[Any, ...] | None = self._connection.execute(sql, (value,)).fetchone()
        return row

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with plain_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:  # Ctrl-C too must leave no half of a transaction behind; it is raised on
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _claim(path: Path) -> sqlite3.Connection:
    """A lock beside the store that lasts as long as the process: two that watch at once would ask servers twice."""
    lock = path.with_name(f"{path.name}-watch")
    with plain_errors(lock):
        connection = sqlite3.connect(lock, timeout=0, isolation_level=None)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            connection.close()
            if "locked" not in str(error):
                raise
            message = f"another `menurut watch` is running into {path}; name all feeds in one, or another store"
            raise StoreError(message) from None
    return connection


def _iso(seconds: float) -> str | None:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds") if seconds else None


def _seconds(iso: str | None) -> float:
    return datetime.fromisoformat(iso).timestamp() if iso else 0.0
