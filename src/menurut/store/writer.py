"""Writing to the store: whole articles in one transaction, nothing twice, nothing stored lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
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
from menurut.store.schema import connect, plain_errors
from menurut.verify import verify


class Outcome(StrEnum):
    """What became of an article."""

    NEW = "new"  # stored
    AGAIN = "again"  # read and stored anew, since the pipeline has changed
    REVISED = "revised"  # its words had changed; the earlier ones are kept in ``revisions``
    KNOWN = "known"  # stood in the store already


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
                "SELECT input_hash, run_key FROM articles WHERE id = ?", (article.id,)
            ).fetchone()
            if row is None:
                return Outcome.NEW
            given = article_hash(article)
            if row[0] != given:
                earlier = self._connection.execute(
                    "SELECT 1 FROM revisions WHERE article = ? AND input_hash = ?", (article.id, given)
                ).fetchone()
                return Outcome.KNOWN if earlier else Outcome.REVISED
        return Outcome.KNOWN if row[1] == self._key else Outcome.AGAIN

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
        article, document = reading.article, reading.document
        try:
            verify(reading)
            measures = [(intensity(event.type, event.mode), quad(event.type)) for event in reading.events]
        except ValueError as error:
            raise StoreError(str(error)) from error
        if self.outcome(article) is Outcome.REVISED:
            self._connection.execute(
                "INSERT OR IGNORE INTO revisions SELECT id, input_hash, given_id, title, published, stated_language,"
                " text, origin, ? FROM articles WHERE id = ?",
                (self._run, article.id),
            )
        self._write_article(article)
        self._write_document(document)
        sentences = [(article.id, n, s.paragraph, s.start, s.end) for n, s in enumerate(reading.annotation.sentences)]
        self._connection.executemany("INSERT INTO sentences VALUES (?, ?, ?, ?, ?)", sentences)
        for number, actor in enumerate(reading.actors, 1):
            self._write_actor(actor, number)
        for number, attribution in enumerate(reading.attributions, 1):
            self._write_attribution(attribution, number)
        for date in reading.dates:
            self._write_date(date)
        for place in reading.places:
            self._write_place(place)
        for number, event in enumerate(reading.events, 1):
            self._write_event(event, number, *measures[number - 1])
        for number, agreement in enumerate(reading.agreements, 1):
            self._write_agreement(agreement, number)
        self._write_about(reading)
        self._connection.execute("DELETE FROM problems WHERE article = ?", (article.id,))
        for problem in reading.problems:
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

    def _write_document(self, document: Document) -> None:
        execute = self._connection.execute
        # What is known of its actors across articles is to be compared anew (link.stored).
        execute(
            "UPDATE identity_actors SET score = -1 WHERE block IN (SELECT i.block FROM identity_actors i"
            " JOIN actors a ON a.id = i.actor WHERE a.article = ?)",
            (document.article_id,),
        )
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

    def _write_actor(self, actor: Actor, number: int) -> None:
        row = (actor.id, actor.article_id, number, actor.name, actor.kind, actor.country, actor.role)
        self._connection.execute(
            "INSERT INTO actors (id, article, number, name, kind, country, role, basis, sector)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*row, actor.basis, actor.sector),
        )
        mentions = [(actor.id, n, *astuple(span)) for n, span in enumerate(actor.mentions, 1)]
        self._connection.executemany("INSERT INTO mentions VALUES (?, ?, ?, ?, ?)", mentions)

    def _write_attribution(self, attribution: Attribution, number: int) -> None:
        source, cue = (astuple(s) if s else (None, None, None) for s in (attribution.source, attribution.cue))
        values = (attribution.id, attribution.article_id, number, attribution.speaker, *source, *cue)
        values += (attribution.form, attribution.act, attribution.score)
        self._connection.execute("INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        contents = [(attribution.id, n, *astuple(span)) for n, span in enumerate(attribution.content, 1)]
        self._connection.executemany("INSERT INTO contents VALUES (?, ?, ?, ?, ?)", contents)

    def _write_date(self, date: DateMention) -> None:
        values = (date.id, date.article_id, *astuple(date.span), date.value, date.first, date.last)
        values += (date.precision, date.basis)
        self._connection.execute("INSERT INTO dates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _write_place(self, place: Place) -> None:
        what = (place.id, place.article_id, place.name, place.kind, place.country, place.region)
        where = (place.latitude, place.longitude, place.geonames_id)
        self._connection.execute(
            "INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*what, *where, place.basis, place.score, json.dumps(place.candidates)),
        )
        mentions = [(place.id, n, *astuple(span)) for n, span in enumerate(place.mentions, 1)]
        self._connection.executemany("INSERT INTO place_mentions VALUES (?, ?, ?, ?, ?)", mentions)

    def _write_event(self, event: Event, number: int, strength: float, quad_class: str) -> None:
        many = self._connection.executemany
        what = (event.id, event.article_id, number, event.type, event.mode, event.status, event.score)
        self._connection.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*what, strength, quad_class, event.cameo, event.date, event.place, event.place_country),
        )
        triggers = [(event.id, n, *astuple(span)) for n, span in enumerate(event.triggers, 1)]
        many("INSERT INTO event_triggers VALUES (?, ?, ?, ?, ?)", triggers)
        for role, actors in (("source", event.source), ("target", event.target)):
            rows = [(event.id, role, n, actor) for n, actor in enumerate(actors, 1)]
            many("INSERT INTO event_actors VALUES (?, ?, ?, ?)", rows)
        many("INSERT INTO event_contexts VALUES (?, ?, ?)", [(event.id, n, c) for n, c in enumerate(event.contexts, 1)])
        positions = [(event.id, n, p.actor, p.stance, p.attribution) for n, p in enumerate(event.positions, 1)]
        many("INSERT INTO positions VALUES (?, ?, ?, ?, ?)", positions)
        quantities = [
            (event.id, n, *astuple(q.span), q.low, q.high, q.unit, q.bound) for n, q in enumerate(event.quantities, 1)
        ]
        many("INSERT INTO quantities VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", quantities)

    def _write_agreement(self, agreement: Agreement, number: int) -> None:
        subject = astuple(agreement.subject) if agreement.subject else (None, None, None)
        values = (agreement.id, agreement.article_id, number, *astuple(agreement.span), agreement.stage, *subject)
        self._connection.execute(
            "INSERT INTO agreements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, agreement.date, agreement.event),
        )
        parties = [(agreement.id, n, party) for n, party in enumerate(agreement.parties, 1)]
        self._connection.executemany("INSERT INTO agreement_parties VALUES (?, ?, ?)", parties)

    def _write_about(self, reading: Reading) -> None:
        events = {event.id for event in reading.events}
        rows = [
            (attribution.id, n, name if name in events else None, None if name in events else name)
            for attribution in reading.attributions
            for n, name in enumerate(attribution.about, 1)
        ]
        self._connection.executemany("INSERT INTO attribution_about VALUES (?, ?, ?, ?)", rows)

    def _write_problem(self, problem: Problem) -> None:
        values = (problem.step, problem.code, problem.message, problem.origin, problem.article_id)
        self._connection.execute(
            "INSERT INTO problems VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET run = excluded.run",
            (digest(values), *values, self._run),
        )


def article_hash(article: Article) -> str:
    """The hash of what an article came with, where it was read from aside."""
    parts = (article.text, article.title, article.stated_date, article.outlet, article.language, article.given_id)
    return input_hash(*parts)


def _place(span: Span | None) -> tuple[int | None, int | None]:
    return (span.start, span.end) if span else (None, None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
