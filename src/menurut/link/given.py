"""What a job on many machines has found out of the articles of a store, kept beside it while it is linked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from menurut.link.copies.finding import Entry, enter_marks
from menurut.link.copies.index import Postings
from menurut.link.copies.memory import postings
from menurut.link.copies.records import Citation, Pair, PairKind
from menurut.link.copies.stored import known_texts
from menurut.link.incidents.stored import Entered
from menurut.link.records import Linked

_TABLES = """
CREATE TABLE entries (article TEXT PRIMARY KEY, digest INTEGER, words INTEGER, marks BLOB, citations BLOB)
  WITHOUT ROWID;
CREATE TABLE texts (digest INTEGER PRIMARY KEY, rank INTEGER, article TEXT, words INTEGER);
CREATE TABLE common (mark INTEGER PRIMARY KEY, last INTEGER);
CREATE TABLE pairs (one INTEGER, other INTEGER, holds INTEGER, jaccard REAL, contained REAL, PRIMARY KEY (one, other))
  WITHOUT ROWID;
CREATE INDEX pairs_other ON pairs(other);
CREATE TABLE blocks (actor TEXT PRIMARY KEY, block TEXT) WITHOUT ROWID;
CREATE TABLE linked (block TEXT PRIMARY KEY, linked BLOB) WITHOUT ROWID;
CREATE TABLE entered (event TEXT PRIMARY KEY, seen BLOB, keys BLOB) WITHOUT ROWID;
CREATE TABLE event_pairs (later TEXT, first TEXT, second TEXT, score REAL, PRIMARY KEY (later, first, second))
  WITHOUT ROWID;
"""


class Given:
    """What was found out, in a file of its own: it is filled table by table, and then asked by the linking.

    It is of all articles of a store, in the order of their ids, in which linking enters them. Use as a context manager.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.executescript(_TABLES)

    def __enter__(self) -> Given:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def add(self, table: str, rows: Iterable[Sequence[object]], width: int) -> None:
        """Puts rows of so many values into one of its tables."""
        self._connection.execute("BEGIN")
        sql = f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * width)})"  # noqa: S608
        self._connection.executemany(sql, rows)
        self._connection.execute("COMMIT")

    # ---- texts

    def rank(self) -> None:
        """Numbers the texts by the first article that carries each, as linking does."""
        self._connection.execute(
            "INSERT INTO texts SELECT digest, row_number() OVER (ORDER BY first), first, words FROM"
            " (SELECT digest, min(article) AS first, words FROM entries WHERE words > 0 GROUP BY digest)"
        )

    def ranked(self) -> Iterator[tuple[str, int, int, int]]:
        """(article that carries it first, number, digest, words) of each text, in that order."""
        yield from self._connection.execute("SELECT article, rank, digest, words FROM texts ORDER BY rank")

    def entries(self, connection: sqlite3.Connection, articles: Sequence[str]) -> list[Entry]:
        """See ``copies.finding.Finding``."""
        import numpy as np

        sql = "SELECT * FROM entries WHERE article IN (SELECT value FROM json_each(?)) ORDER BY article"
        decode = msgspec.msgpack.Decoder(tuple[Citation, ...]).decode
        return [
            Entry(article, digest, words, np.frombuffer(marks, "<i4").astype(np.int64), decode(citations))
            for article, digest, words, marks, citations in self._connection.execute(sql, (json.dumps(articles),))
        ]

    def pairs(self, connection: sqlite3.Connection, new: Mapping[int, Entry]) -> Iterator[Pair]:
        """See ``copies.finding.Finding``."""
        self._enter_marks(connection, new)
        digests = json.dumps([entry.digest for entry in new.values()])
        rows = self._connection.execute(
            "SELECT * FROM pairs WHERE one IN (SELECT value FROM json_each(?1))"
            " UNION SELECT * FROM pairs WHERE other IN (SELECT value FROM json_each(?1))",
            (digests,),
        ).fetchall()
        numbers = known_texts(connection, {digest for row in rows for digest in row[:2]})
        for one, other, holds, jaccard, contained in rows:
            if one in numbers and other in numbers:
                a, b = numbers[one], numbers[other]
                if not holds and a > b:
                    a, b = b, a
                yield Pair(a, b, PairKind.CONTAINS if holds else PairKind.NEAR, jaccard, contained)

    def _enter_marks(self, connection: sqlite3.Connection, new: Mapping[int, Entry]) -> None:
        """Has the index take up the marks of new texts, of a common one those of the first texts that have it."""
        import numpy as np

        fresh = postings([(number, entry.marks) for number, entry in new.items()])
        last = dict(self._connection.execute("SELECT mark, last FROM common"))
        kept = ~np.isin(fresh.marks, np.array(list(last), np.int64))
        ranks = dict(
            self._connection.execute(
                "SELECT digest, rank FROM texts WHERE digest IN (SELECT value FROM json_each(?))",
                (json.dumps([entry.digest for entry in new.values()]),),
            )
        )
        for at in np.flatnonzero(~kept).tolist():
            kept[at] = ranks[new[int(fresh.texts[at])].digest] <= last[int(fresh.marks[at])]
        enter_marks(connection, Postings(fresh.marks[kept], fresh.texts[kept]))

    # ---- actors

    def blocks(self, actors: Sequence[str]) -> Mapping[str, str | None]:
        """See ``stored.Told``."""
        sql = "SELECT actor, block FROM blocks WHERE actor IN (SELECT value FROM json_each(?))"
        return dict(self._connection.execute(sql, (json.dumps(actors),)).fetchall())

    def linked(self, block: str, actors: Collection[str]) -> Linked | None:
        """See ``stored.Told``."""
        row = self._connection.execute("SELECT linked FROM linked WHERE block = ?", (block,)).fetchone()
        if row is None:
            return None
        found = msgspec.msgpack.decode(row[0], type=Linked)
        own = {link.actor for identity in found.identities for link in identity.actors}
        return found if own.union(link.actor for link in found.ambiguous) == set(actors) else None

    # ---- events

    def entered(self, events: Sequence[str]) -> Mapping[str, Entered]:
        """See ``incidents.stored.Told``."""
        found: dict[str, Entered] = {}
        for event in events:
            row = self._connection.execute("SELECT seen, keys FROM entered WHERE event = ?", (event,)).fetchone()
            if row is not None:
                sql = "SELECT first, second, score FROM event_pairs WHERE later = ?"
                pairs = tuple(self._connection.execute(sql, (event,)).fetchall())
                found[event] = Entered(row[0], msgspec.msgpack.decode(row[1], type=tuple[int, ...]), pairs)
        return found
