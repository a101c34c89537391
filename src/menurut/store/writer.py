"""Writing to the store: whole articles in one transaction, nothing twice, nothing stored lost."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from menurut.code.ontology import intensity, quad
from menurut.errors import StoreError
from menurut.ids import digest, input_hash
from menurut.records import (
    Actor,
    Agreement,
    Article,
    Attribution,
    DateMention,
    Document,
    Event,
    Place,
    Problem,
    Reading,
    Span,
)
from menurut.store.corrections import active_of, keep_uncorrected
from menurut.store.schema import connect, plain_errors
from menurut.verify import verify


class Outcome(StrEnum):
    """What became of an article."""

    NEW = "new"  # stored
    AGAIN = "again"  # read and stored anew, since the pipeline has changed
    REVISED = "revised"  # its words had changed; the earlier ones are kept in ``revisions``
    KNOWN = "known"  # stood in the store already


Record = Actor | Agreement | Attribution | DateMention | Event | Place
_TABLES = ("agreements", "events", "attributions", "dates", "places", "actors")
_NUMBERED = ("agreements", "events", "attributions", "actors")
_COMPARE_AGAIN = """
UPDATE identity_actors SET score = -1 WHERE block IN (SELECT block FROM identity_actors WHERE actor {0}
  UNION SELECT n.block FROM identity_actors i JOIN identities n ON n.id = i.identity WHERE i.actor {0})
"""


class StoreWriter:
    """The one process that writes. Use as a context manager; every ``write`` is one transaction."""

    def __init__(self, path: Path, run_key: str, version: str) -> None:
        """Opens the store at ``path``, making it if need be. Raises ``StoreError``.

        ``run_key`` is the key under which the articles are read (``pipeline.run_key``).
        """
        self._path = path
        self._key = run_key
        self._connection = connect(path, write=True)
        try:
            with plain_errors(path):
                cursor = self._connection.execute(
                    "INSERT INTO runs (key, version, started) VALUES (?, ?, ?)", (run_key, version, _now())
                )
        except StoreError:
            self._connection.close()
            raise
        self._run = cursor.lastrowid

    def __enter__(self) -> StoreWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                with plain_errors(self._path):
                    self._connection.execute("UPDATE runs SET finished = ? WHERE id = ?", (_now(), self._run))
        finally:
            self._connection.close()

    def outcome(self, article: Article) -> Outcome:
        """What writing this article would do, so that one that is known need not be read again."""
        with plain_errors(self._path):
            row = self._connection.execute(
                "SELECT input_hash, run_key, published FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if row is None:
                return Outcome.NEW
            given = article_hash(article)
            if row[0] != given:
                earlier = self._connection.execute(
                    "SELECT 1 FROM revisions WHERE article = ? AND input_hash = ?", (article.id, given)
                ).fetchone()
                return Outcome.KNOWN if earlier else Outcome.REVISED
        dated = row[2] is None and article.published is not None  # its day seemed to lie in the future
        return Outcome.KNOWN if row[1] == self._key and not dated else Outcome.AGAIN

    def article(self, article_id: str) -> Article | None:
        """The article of that id as it stands in the store, ``None`` where there is none."""
        with plain_errors(self._path):
            row = self._connection.execute(
                "SELECT id, text, origin, given_id, url, outlet, title, published, stated_date, stated_language"
                " FROM articles WHERE id = ?",
                (article_id,),
            ).fetchone()
        return None if row is None else Article(*row)

    def write(self, readings: Sequence[Reading], problems: Sequence[Problem] = ()) -> None:
        """Stores readings and problems in one transaction: all of them, or on an error none. Raises ``StoreError``."""
        with plain_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                for reading in readings:
                    self._write_reading(reading)
                for problem in problems:
                    self._write_problem(problem)
                self._connection.execute("COMMIT")
            except BaseException:  # Ctrl-C too must leave no half of a transaction behind; it is raised on
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def forget_problems(self, origin: str) -> None:
        """Forgets what earlier runs could not do with ``origin`` (a file, and its lines), once it has been read again.

        Problems of articles that are stored stay: they go when the article is read again.
        """
        with plain_errors(self._path):
            self._connection.execute(
                "DELETE FROM problems WHERE run < ? AND (origin = ? OR substr(origin, 1, ?) = ?)"
                " AND (article IS NULL OR article NOT IN (SELECT id FROM articles))",
                (self._run, origin, len(origin) + 1, f"{origin}:"),
            )

    def _write_reading(self, reading: Reading) -> None:
        article = reading.article
        lines = active_of(self._connection, article.id)
        found, strays = reading, list[Problem]()
        if lines:
            from menurut.correct.apply import corrected

            found, strays = corrected(reading, lines)
        try:
            verify(found)
        except ValueError as error:
            raise StoreError(str(error)) from error
        if self.outcome(article) is Outcome.REVISED:
            self._connection.execute(
                "INSERT OR IGNORE INTO revisions SELECT id, input_hash, given_id, title, published, stated_language,"
                " text, origin, ? FROM articles WHERE id = ?",
                (self._run, article.id),
            )
        self._write_article(article)
        rows = RecordRows(self._connection)
        rows.write(found)
        if lines:
            keep_uncorrected(self._connection, reading)
        self._connection.execute("DELETE FROM problems WHERE article = ?", (article.id,))
        for problem in (*reading.problems, *strays):
            self._write_problem(problem)

    def _write_article(self, article: Article) -> None:
        row = {
            "id": article.id,
            "given_id": article.given_id,
            "url": article.url,
            "outlet": article.outlet,
            "title": article.title,
            "published": article.published,
            "stated_date": article.stated_date,
            "stated_language": article.language,
            "text": article.text,
            "origin": article.origin,
            "input_hash": article_hash(article),
            "run_key": self._key,
            "run": self._run,
        }
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        updates = ", ".join(f"{name} = excluded.{name}" for name in row)
        self._connection.execute(
            f"INSERT INTO articles ({names}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {updates}",  # noqa: S608
            row,
        )

    def _write_problem(self, problem: Problem) -> None:
        assert self._run is not None
        write_problem(self._connection, problem, self._run)


class RecordRows:
    """The rows of articles' records; its methods are called within a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def write(self, reading: Reading) -> None:
        """Writes the document and all records of an article, in the place of what was there."""
        self._write_document(reading.document)
        article = reading.article.id
        sentences = [(article, n, s.paragraph, s.start, s.end) for n, s in enumerate(reading.annotation.sentences)]
        self._connection.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", sentences)
        self._insert(reading, all_of(reading))

    def change(self, before: Reading, after: Reading) -> tuple[bool, bool]:
        """Writes those records of an article that are not as before; all that rests on the others stays as it is.

        Returns whether actors are to be linked across articles again, and whether events are.
        """
        old = {event.id: event for event in before.events}
        positions = [e for e in after.events if e.id in old and e != old[e.id] and _without(e) == _without(old[e.id])]
        same = (all_of(before) & all_of(after)) | {old[event.id] for event in positions} | set(positions)
        fresh = all_of(after) - same
        others = [actor.id for actor in before.actors if actor not in same]
        self._unlink(others)
        for table in _TABLES:
            gone = [(record.id,) for record in getattr(before, table) if record not in same]
            self._connection.executemany(f"DELETE FROM {table} WHERE id = ?", gone)  # noqa: S608
            if table in _NUMBERED:  # no two may have one number, not even for a moment
                kept = [(n, record.id) for n, record in enumerate(getattr(after, table), 1) if record in same]
                update = f"UPDATE {table} SET number = ? WHERE id = ?"  # noqa: S608
                self._connection.executemany(update, [(-number, name) for number, name in kept])
                self._connection.executemany(update, kept)
        self._insert(after, fresh)
        for event in positions:
            self._connection.execute("DELETE FROM positions WHERE event = ?", (event.id,))
            self._write_positions(event)
        named = {record.id for record in fresh}
        stale = [e.id for e in after.events if not named.isdisjoint((*e.source, *e.target, e.date, e.place))]
        for table, column in (("sightings", "event"), ("pairs", "first"), ("pairs", "second")):
            forget = f"DELETE FROM incident_{table} WHERE {column} = ?"  # noqa: S608
            self._connection.executemany(forget, [(name,) for name in stale])
        actors = bool(others) or any(isinstance(record, Actor) for record in fresh)
        events = {_without(event) for event in before.events} != {_without(event) for event in after.events}
        return actors, actors or events or bool(stale)

    def _unlink(self, actors: Sequence[str]) -> None:
        """Has what is known of actors across articles compared anew (link.stored)."""
        for actor in actors:
            self._connection.execute(_COMPARE_AGAIN.format("= :of"), {"of": actor})

    def _insert(self, reading: Reading, wanted: Set[Record]) -> None:
        self._write_actors([(n, actor) for n, actor in enumerate(reading.actors, 1) if actor in wanted])
        self._write_attributions([(n, each) for n, each in enumerate(reading.attributions, 1) if each in wanted])
        for date in reading.dates:
            if date in wanted:
                self._write_date(date)
        for place in reading.places:
            if place in wanted:
                self._write_place(place)
        for number, event in enumerate(reading.events, 1):
            if event in wanted:
                self._write_event(event, number)
        for number, agreement in enumerate(reading.agreements, 1):
            if agreement in wanted:
                self._write_agreement(agreement, number)
        self._write_about(reading, wanted)

    def _write_document(self, document: Document) -> None:
        execute = self._connection.execute
        # What is known of its actors across articles is to be compared anew (link.stored).
        execute(_COMPARE_AGAIN.format("IN (SELECT id FROM actors WHERE article = :of)"), {"of": document.article_id})
        execute("DELETE FROM documents WHERE article = ?", (document.article_id,))
        dateline = document.dateline
        spans = (dateline.span, dateline.place, dateline.outlet, dateline.date) if dateline else (None,) * 4
        places = [offset for span in spans for offset in _place(span)]
        values = (document.article_id, document.language, document.text, *places)
        execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        rows = [
            (document.article_id, number, p.start, p.end, p.kind, p.origin, p.raw_start, p.raw_end)  # noqa: RUF005
            + (json.dumps(p.alignment) if p.alignment else None, p.repeats)
            for number, p in enumerate(document.paragraphs)
        ]
        self._connection.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _write_actors(self, numbered: Sequence[tuple[int, Actor]]) -> None:
        many = self._connection.executemany
        rows = [(a.id, a.article_id, n, a.name, a.kind, a.country, a.role, a.basis, a.sector) for n, a in numbered]
        many(
            "INSERT INTO actors (id, article, number, name, kind, country, role, basis, sector)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        mentions = [(a.id, n, *_words(span)) for _, a in numbered for n, span in enumerate(a.mentions, 1)]
        many("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", mentions)

    def _write_attributions(self, numbered: Sequence[tuple[int, Attribution]]) -> None:
        many = self._connection.executemany
        rows = [
            (a.id, a.article_id, n, a.speaker, *_words(a.source), *_words(a.cue), a.form, a.act, a.score)
            for n, a in numbered
        ]
        many("INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        contents = [(a.id, n, *_words(span)) for _, a in numbered for n, span in enumerate(a.content, 1)]
        many("INSERT INTO contents VALUES (?, ?, ?, ?, ?)", contents)

    def _write_date(self, date: DateMention) -> None:
        values = (date.id, date.article_id, *_words(date.span), date.value, date.first, date.last)
        insert = "INSERT INTO dates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._connection.execute(insert, (*values, date.precision, date.basis))

    def _write_place(self, place: Place) -> None:
        what = (place.id, place.article_id, place.name, place.kind, place.country, place.region)
        where = (place.latitude, place.longitude, place.geonames_id)
        self._connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*what, *where, place.basis, place.score, json.dumps(place.candidates)),
        )
        mentions = [(place.id, n, *_words(span)) for n, span in enumerate(place.mentions, 1)]
        self._connection.executemany("INSERT INTO place_mentions VALUES (?, ?, ?, ?, ?)", mentions)

    def _write_event(self, event: Event, number: int) -> None:
        many = self._connection.executemany
        try:
            measures = (intensity(event.type, event.mode), quad(event.type))
        except ValueError as error:
            raise StoreError(str(error)) from error
        what = (event.id, event.article_id, number, event.type, event.mode, event.status, event.score)
        self._connection.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*what, *measures, event.cameo, event.date, event.place, event.place_country),
        )
        triggers = [(event.id, n, *_words(span)) for n, span in enumerate(event.triggers, 1)]
        many("INSERT INTO event_triggers VALUES (?, ?, ?, ?, ?)", triggers)
        for role, actors in (("source", event.source), ("target", event.target)):
            rows = [(event.id, role, n, actor) for n, actor in enumerate(actors, 1)]
            many("INSERT INTO event_actors VALUES (?, ?, ?, ?)", rows)
        many("INSERT INTO event_contexts VALUES (?, ?, ?)", [(event.id, n, c) for n, c in enumerate(event.contexts, 1)])
        self._write_positions(event)
        quantities = [
            (event.id, n, *_words(q.span), q.low, q.high, q.unit, q.bound) for n, q in enumerate(event.quantities, 1)
        ]
        many("INSERT INTO quantities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", quantities)

    def _write_positions(self, event: Event) -> None:
        positions = [(event.id, n, p.actor, p.stance, p.attribution) for n, p in enumerate(event.positions, 1)]
        self._connection.executemany("INSERT INTO positions VALUES (?, ?, ?, ?, ?)", positions)

    def _write_agreement(self, agreement: Agreement, number: int) -> None:
        values = (agreement.id, agreement.article_id, number, *_words(agreement.span), agreement.stage)
        self._connection.execute(
            "INSERT INTO agreements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, *_words(agreement.subject), agreement.date, agreement.event),
        )
        parties = [(agreement.id, n, party) for n, party in enumerate(agreement.parties, 1)]
        self._connection.executemany("INSERT INTO agreement_parties VALUES (?, ?, ?)", parties)

    def _write_about(self, reading: Reading, wanted: Set[Record]) -> None:
        events = {event.id for event in reading.events}
        rows = [
            (attribution.id, n, name if name in events else None, None if name in events else name)
            for attribution in reading.attributions
            if attribution in wanted
            for n, name in enumerate(attribution.about, 1)
        ]
        self._connection.executemany("INSERT INTO attribution_about VALUES (?, ?, ?, ?)", rows)


def write_problem(connection: sqlite3.Connection, problem: Problem, run: int) -> None:
    """Stores what could not be done, in the run of that number."""
    values = (problem.step, problem.code, problem.message, problem.origin, problem.article_id)
    connection.execute(
        "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET run = max(run, excluded.run)",
        (digest(values), *values, run),
    )


def all_of(reading: Reading) -> frozenset[Record]:
    """All records of an article."""
    return frozenset(record for table in _TABLES for record in getattr(reading, table))


def _without(event: Event) -> Event:
    """An event without who stands where on it, which says nothing of which happening it is."""
    return replace(event, positions=())


def article_hash(article: Article) -> str:
    """The hash of what an article came with, where it was read from aside."""
    parts = (article.text, article.title, article.stated_date, article.outlet, article.language, article.given_id)
    return input_hash(*parts)


def _words(span: Span | None) -> tuple[int | None, int | None, str | None]:
    return (span.start, span.end, span.text) if span else (None, None, None)


def _place(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
