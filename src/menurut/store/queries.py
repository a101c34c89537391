"""Reading the store back as records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from menurut.errors import NotFoundError, StoreError
from menurut.records import Annotation, Article, EventType, Problem, Reading, SeenName, SeenRole
from menurut.store import copies, incidents
from menurut.store.copies import StoredCopyGroup
from menurut.store.incidents import IncidentLine, Relation, StoredIncident
from menurut.store.rows import ArticleRows
from menurut.store.schema import SCHEMA_VERSION, connect, plain_errors
from menurut.store.stored import (
    ArticleSummary,
    IdentitySummary,
    StoredActor,
    StoredAgreement,
    StoredAttribution,
    StoredEvent,
    StoredIdentity,
    Totals,
    event_line,
    stored_agreement,
    stored_event,
    surroundings,
)


class StoreReader:
    """A read-only view of a store. Use as a context manager; a writer may write meanwhile."""

    def __init__(self, path: Path) -> None:
        """Opens the store at ``path``. Raises ``StoreError`` where there is none or it cannot be read."""
        self._path = path
        self._connection = connect(path, write=False)
        with plain_errors(path):
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            self._connection.close()
            raise StoreError(f"{path} holds no menurut store yet; make one with: menurut read PATH --store {path}")

    def __enter__(self) -> StoreReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def summaries(self) -> Iterator[ArticleSummary]:
        """A line on every article, in the order of date, outlet and id."""
        for row in self._rows(f"{_SUMMARIES} ORDER BY a.published, a.outlet, a.id"):
            yield _summary(row)

    def totals(self) -> Totals:
        """How much the store holds."""
        (row,) = self._rows(
            "SELECT (SELECT count(*) FROM documents),"
            " (SELECT count(*) FROM documents WHERE article NOT IN (SELECT article FROM copy_members))"
            " + (SELECT count(*) FROM copy_groups), (SELECT count(*) FROM incidents)"
        )
        return Totals(*row)

    def article_ids(self) -> list[str]:
        """The ids of all articles, in the order in which they were read."""
        return [row[0] for row in self._rows("SELECT id FROM articles ORDER BY rowid")]

    def find_article(self, name: str) -> str:
        """The id of the article whose id begins with ``name``, or that came with the id ``name``.

        Raises ``NotFoundError`` where there is none, or more than one.
        """
        by_given = self._rows("SELECT id FROM articles WHERE given_id = ? ORDER BY id", (name,))
        rows = by_given or self._rows(
            "SELECT id FROM articles WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 10", (len(name), name.lower())
        )
        if not rows:
            raise NotFoundError(f"there is no article {name!r} in {self._path}; menurut show lists them")
        if len(rows) > 1:
            ids = ", ".join(row[0] for row in rows)
            raise NotFoundError(f"{name!r} stands for more than one article: {ids}")
        return str(rows[0][0])

    def reading(self, article_id: str) -> Reading:
        """All records of an article (its tokens aside, which are not stored). Raises ``NotFoundError``."""
        rows = self._rows(
            "SELECT id, text, origin, given_id, url, outlet, title, published, stated_date, stated_language"
            " FROM articles WHERE id = ?",
            (article_id,),
        )
        if not rows:
            raise NotFoundError(f"there is no article {article_id!r} in {self._path}")
        found = ArticleRows(self._rows, article_id)
        return Reading(
            Article(*rows[0]),
            found.document(rows[0]["published"]),
            Annotation(article_id, found.sentences(), ()),
            found.actors(),
            found.attributions(),
            self.problems(article_id),
            found.dates(),
            found.places(),
            found.events(),
            found.agreements(),
        )

    def attributions(self, name: str | None = None) -> Iterator[StoredAttribution]:
        """Attributions with their sentences: all, or those whose id begins with ``name`` or whose source holds it."""
        where, values = _named("t.id", ("t.source",), name)
        wanted = {row[0] for row in self._rows(f"SELECT t.id FROM attributions t {where}", values)}  # noqa: S608
        for summary, reading in self._readings("attributions", wanted):
            for attribution in reading.attributions:
                if attribution.id in wanted:
                    start, end = surroundings(reading, attribution)
                    yield StoredAttribution(attribution, summary, start, reading.document.text[start:end])

    def events(
        self, name: str | None = None, *, kind: EventType | None = None, country: str | None = None
    ) -> Iterator[StoredEvent]:
        """Events with the words that show them, article by article in the order of date, outlet and id.

        Args:
            name: the beginning of an event's id, or what a name of one of its actors holds (source, target, or who
                takes a position on it); ``None`` for any.
            kind: only those of this type.
            country: only those with a source, a target or a place of this country (ISO 3166-1 alpha-3).
        """
        where, values = _events_of(name, kind, country)
        rows = self._rows(f"SELECT e.id, e.intensity, e.quad FROM events e {where}", values)  # noqa: S608
        wanted = {row["id"]: (row["intensity"], row["quad"]) for row in rows}
        for summary, reading in self._readings("events", set(wanted)):
            for event in reading.events:
                if event.id in wanted:
                    yield stored_event(reading, event, summary, *wanted[event.id])

    def agreements(self, name: str | None = None) -> Iterator[StoredAgreement]:
        """Agreements with their sentences: all, or by the beginning of an id, their words, or the name of a party."""
        where, values = _named("g.id", ("g.words", "g.subject", "r.name", "m.mention"), name)
        query = (
            "SELECT DISTINCT g.id FROM agreements g LEFT JOIN agreement_parties p ON p.agreement = g.id"  # noqa: S608
            f" LEFT JOIN actors r ON r.id = p.actor LEFT JOIN mentions m ON m.actor = r.id {where}"
        )
        wanted = {row[0] for row in self._rows(query, values)}
        for summary, reading in self._readings("agreements", wanted):
            for agreement in reading.agreements:
                if agreement.id in wanted:
                    yield stored_agreement(reading, agreement, summary)

    def incidents(
        self, actor: str | None = None, *, kind: EventType | None = None, country: str | None = None
    ) -> Iterator[IncidentLine]:
        """Lines on incidents, the latest first; with ``actor`` those in which one of that name or id is."""
        return incidents.incidents(self._connection, actor=actor, kind=kind, country=country)

    def incident(self, name: str) -> StoredIncident:
        """The incident of that id (its beginning, or a former one), or that the event of that id reports.

        Raises ``NotFoundError``.
        """
        return incidents.incident(self._connection, name)

    def relations(self, state: str, other: str | None = None) -> tuple[Relation, ...]:
        """What happened between two states, or one and all others, by month and type (ISO 3166-1 alpha-3 codes)."""
        return incidents.relations(self._connection, state, other)

    def copy_groups(self, name: str | None = None) -> Iterator[StoredCopyGroup]:
        """Groups of articles with the same text, the largest first, or those of a group's or an article's id.

        Raises ``NotFoundError`` where none has that id.
        """
        return copies.copy_groups(self._connection, name)

    def copies_of(self, article_id: str) -> StoredCopyGroup | None:
        """The copy group of an article, ``None`` where it stands alone."""
        row = self._connection.execute("SELECT grp FROM copy_members WHERE article = ?", (article_id,)).fetchone()
        return None if row is None else next(copies.copy_groups(self._connection, row[0]))

    def citations(self, article_id: str) -> tuple[str, ...]:
        """The names of the agencies and outlets that an article gives as its sources, each once."""
        return copies.citations_of(self._connection, article_id)

    def unlinked_actors(self, name: str | None = None) -> Iterator[StoredActor]:
        """Actors that no identity has (descriptions, ambiguous names): all, or by a name or the beginning of an id."""
        where, values = _named("r.id", ("r.name", "m.mention"), name)
        query = (
            f"SELECT DISTINCT r.id FROM (SELECT * FROM actors WHERE id NOT IN"  # noqa: S608
            " (SELECT actor FROM identity_actors WHERE identity IS NOT NULL)) r"
            f" LEFT JOIN mentions m ON m.actor = r.id {where}"
        )
        yield from self._stored_actors({row[0] for row in self._rows(query, values)})

    def _stored_actors(self, wanted: set[str]) -> Iterator[StoredActor]:
        for summary, reading in self._readings("actors", wanted):
            for actor in reading.actors:
                if actor.id in wanted:
                    said = tuple(a for a in reading.attributions if a.speaker == actor.id)
                    did = tuple(event_line(reading, e) for e in reading.events if actor.id in e.source)
                    undergone = tuple(event_line(reading, e) for e in reading.events if actor.id in e.target)
                    yield StoredActor(actor, summary, said, did, undergone)

    def identity_summaries(self) -> Iterator[IdentitySummary]:
        """A line on every actor across articles, by name."""
        for row in self._rows(_IDENTITIES):
            yield IdentitySummary(*row)

    def identities(self, name: str | None = None) -> Iterator[StoredIdentity]:
        """Actors across articles: all, or those whose id is, was or begins with ``name`` or whose names hold it."""
        where, values = _named("i.id", ("i.name", "n.name"), name)
        query = f"SELECT DISTINCT i.* FROM identities i LEFT JOIN identity_names n ON n.identity = i.id {where}"  # noqa: S608
        rows = self._rows(f"{query} ORDER BY i.name, i.id", values)
        known = {row["id"] for row in rows}
        for (current,) in self._rows("SELECT identity FROM identity_aliases WHERE alias = ?", (name or "",)):
            if current not in known:
                rows += self._rows("SELECT * FROM identities WHERE id = ?", (current,))
        for row in rows:
            yield self._identity(row)

    def _identity(self, row: sqlite3.Row) -> StoredIdentity:
        own = (row["id"],)
        names = self._rows(
            "SELECT name, first, last, articles FROM identity_names WHERE identity = ? ORDER BY articles DESC, name",
            own,
        )
        roles = self._rows(
            "SELECT role, country, first, last, articles, basis FROM identity_roles WHERE identity = ? ORDER BY number",
            own,
        )
        aliases = self._rows("SELECT alias FROM identity_aliases WHERE identity = ? ORDER BY alias", own)
        linked = {r[0] for r in self._rows("SELECT actor FROM identity_actors WHERE identity = ?", own)}
        maybe = self._rows(
            "SELECT actor, candidates FROM identity_actors WHERE block = ? AND identity IS NULL", (row["block"],)
        )
        unsure = {r["actor"] for r in maybe if row["id"] in json.loads(r["candidates"])}
        found = list(self._stored_actors(linked | unsure))
        return StoredIdentity(
            row["id"],
            row["kind"],
            row["name"],
            row["country"],
            row["wikidata"],
            tuple(SeenName(*r) for r in names),
            tuple(SeenRole(*r) for r in roles),
            tuple(r[0] for r in aliases),
            tuple(s for s in found if s.actor.id in linked),
            tuple(s for s in found if s.actor.id in unsure),
        )

    def _readings(self, table: str, wanted: set[str]) -> Iterator[tuple[ArticleSummary, Reading]]:
        """The articles that hold one of the wanted records of ``table``, in the order of date, outlet and id."""
        query = f"SELECT article FROM {table} WHERE id = ?"  # noqa: S608
        holders = {row[0] for record in wanted for row in self._rows(query, (record,))}
        found = [_summary(self._rows(f"{_SUMMARIES} WHERE a.id = ?", (article,))[0]) for article in holders]
        for summary in sorted(found, key=lambda s: (s.published or "", s.outlet or "", s.id)):
            yield summary, self.reading(summary.id)

    def problems(self, article_id: str | None = None) -> tuple[Problem, ...]:
        """What could not be done, of one article or in all, by step and code."""
        where, values = ("WHERE article = ?", (article_id,)) if article_id else ("", ())
        query = (
            f"SELECT step, code, message, origin, article FROM problems {where} ORDER BY step, code, origin, message"  # noqa: S608
        )
        return tuple(Problem(*row) for row in self._rows(query, values))

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        with plain_errors(self._path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()


_SUMMARIES = """
SELECT a.id, a.given_id, a.outlet, a.published, d.language,
  coalesce((SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
            WHERE p.article = a.id AND p.kind = 'headline' ORDER BY p.number LIMIT 1), a.title,
           (SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
            WHERE p.article = a.id AND p.kind = 'body' ORDER BY p.number LIMIT 1), '') AS headline,
  (SELECT count(*) FROM attributions t WHERE t.article = a.id) AS attributions,
  (SELECT count(*) FROM events e WHERE e.article = a.id) AS events
FROM articles a JOIN documents d ON d.article = a.id
"""


_EVENTS_BY_NAME = """
WITH named AS (SELECT r.id FROM actors r LEFT JOIN mentions m ON m.actor = r.id
               WHERE instr(fold(r.name), ?) OR instr(fold(m.mention), ?))
SELECT event FROM event_actors WHERE actor IN (SELECT id FROM named)
UNION SELECT event FROM positions WHERE actor IN (SELECT id FROM named)
"""

_EVENTS_BY_COUNTRY = "SELECT x.event FROM event_actors x JOIN actors r ON r.id = x.actor WHERE r.country = ?"

_IDENTITIES = """
SELECT i.id, i.kind, i.name, i.country,
  (SELECT r.role FROM identity_roles r WHERE r.identity = i.id ORDER BY r.number LIMIT 1) AS role,
  (SELECT count(DISTINCT a.article) FROM identity_actors l JOIN actors a ON a.id = l.actor WHERE l.identity = i.id)
    AS articles,
  (SELECT count(DISTINCT coalesce(m.grp, a.article)) FROM identity_actors l JOIN actors a ON a.id = l.actor
    LEFT JOIN copy_members m ON m.article = a.article WHERE l.identity = i.id) AS sources,
  (SELECT count(*) FROM identity_actors l JOIN attributions t ON t.speaker = l.actor WHERE l.identity = i.id) AS said
FROM identities i ORDER BY i.name, i.id
"""


def _named(id_column: str, columns: tuple[str, ...], name: str | None) -> tuple[str, tuple[Any, ...]]:
    """A WHERE clause and its values: the id begins with ``name``, or one of the columns holds it in any case."""
    if name is None:
        return "", ()
    holds = " OR ".join(f"instr(fold({column}), ?)" for column in columns)
    values = (len(name), name.lower(), *[name.casefold()] * len(columns))
    return f"WHERE substr({id_column}, 1, ?) = ? OR {holds}", values


def _events_of(name: str | None, kind: EventType | None, country: str | None) -> tuple[str, tuple[Any, ...]]:
    """A WHERE clause over ``events e`` and its values, as ``StoreReader.events`` says."""
    conditions: list[str] = []
    values: list[Any] = []
    if name is not None:
        conditions.append(f"(substr(e.id, 1, ?) = ? OR e.id IN ({_EVENTS_BY_NAME}))")
        values += [len(name), name.lower(), *[name.casefold()] * 2]
    if kind is not None:
        conditions.append("e.type = ?")
        values.append(kind)
    if country is not None:
        conditions.append(f"(e.place_country = ? OR e.id IN ({_EVENTS_BY_COUNTRY}))")
        values += [country] * 2
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", tuple(values)


def _summary(row: sqlite3.Row) -> ArticleSummary:
    return ArticleSummary(*row)
