"""Reading the store back as records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from menurut.errors import NotFoundError, StoreError
from menurut.records import (
    Act,
    Actor,
    ActorKind,
    Annotation,
    Article,
    Attribution,
    Basis,
    Dateline,
    DateMention,
    Document,
    Form,
    Paragraph,
    ParagraphKind,
    Place,
    PlaceKind,
    Precision,
    Problem,
    Reading,
    SeenName,
    SeenRole,
    Sentence,
    Span,
    TextOrigin,
)
from menurut.store.schema import SCHEMA_VERSION, connect, plain_errors


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """A line on an article: how many attributions it holds, and its headline as read."""

    id: str
    given_id: str | None
    outlet: str | None
    published: str | None
    language: str
    headline: str
    attributions: int


@dataclass(frozen=True, slots=True)
class StoredAttribution:
    """An attribution with the sentence (or sentences) its words stand in, and where that stands."""

    attribution: Attribution
    article: ArticleSummary
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class StoredActor:
    """An actor of one article, and the attributions there of which it is the speaker."""

    actor: Actor
    article: ArticleSummary
    said: tuple[Attribution, ...]


@dataclass(frozen=True, slots=True)
class IdentitySummary:
    """A line on an actor: its first role, in how many articles it is named, and how many attributions it speaks."""

    id: str
    kind: str
    name: str
    country: str | None
    role: str | None
    articles: int
    said: int


@dataclass(frozen=True, slots=True)
class StoredIdentity:
    """An actor across articles. ``ambiguous`` are actors of that name who may be this one or another."""

    id: str
    kind: str
    name: str
    country: str | None
    wikidata: str | None
    names: tuple[SeenName, ...]
    roles: tuple[SeenRole, ...]
    aliases: tuple[str, ...]
    actors: tuple[StoredActor, ...]
    ambiguous: tuple[StoredActor, ...]


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
        return Reading(
            Article(*rows[0]),
            self._document(article_id, rows[0]["published"]),
            Annotation(article_id, self._sentences(article_id), ()),
            self._actors(article_id),
            self._attributions(article_id),
            self.problems(article_id),
            self._dates(article_id),
            self._places(article_id),
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
                    yield StoredActor(actor, summary, said)

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

    def _document(self, article_id: str, published: str | None) -> Document:
        row = self._rows("SELECT * FROM documents WHERE article = ?", (article_id,))[0]
        text = row["text"]

        def span(name: str) -> Span | None:
            start, end = row[f"{name}_start"], row[f"{name}_end"]
            return None if start is None else Span(start, end, text[start:end])

        whole = span("dateline")
        dateline = None
        if whole is not None:
            dateline = Dateline(whole, span("dateline_place"), span("dateline_outlet"), span("dateline_date"))
        paragraphs = tuple(
            Paragraph(
                p["start"],
                p["end"],
                ParagraphKind(p["kind"]),
                p["raw_start"],
                p["raw_end"],
                TextOrigin(p["origin"]),
                tuple((here, there) for here, there in json.loads(p["alignment"] or "[]")),
                p["repeats"],
            )
            for p in self._rows("SELECT * FROM paragraphs WHERE article = ? ORDER BY number", (article_id,))
        )
        return Document(article_id, text, row["language"], paragraphs, dateline, published)

    def _sentences(self, article_id: str) -> tuple[Sentence, ...]:
        rows = self._rows("SELECT * FROM sentences WHERE article = ? ORDER BY number", (article_id,))
        return tuple(Sentence(row["start"], row["end"], row["paragraph"], 0, 0) for row in rows)

    def _actors(self, article_id: str) -> tuple[Actor, ...]:
        mentions: dict[str, list[Span]] = {}
        query = (
            "SELECT m.* FROM mentions m JOIN actors a ON a.id = m.actor WHERE a.article = ? ORDER BY a.number, m.number"
        )
        for row in self._rows(query, (article_id,)):
            mentions.setdefault(row["actor"], []).append(Span(row["start"], row["end"], row["mention"]))
        rows = self._rows("SELECT * FROM actors WHERE article = ? ORDER BY number", (article_id,))
        return tuple(
            Actor(
                row["id"],
                article_id,
                row["name"],
                ActorKind(row["kind"]),
                row["country"],
                row["role"],
                tuple(mentions.get(row["id"], ())),
                Basis(row["basis"]) if row["basis"] else None,
                row["sector"],
            )
            for row in rows
        )

    def _attributions(self, article_id: str) -> tuple[Attribution, ...]:
        contents: dict[str, list[Span]] = {}
        query = (
            "SELECT c.* FROM contents c JOIN attributions t ON t.id = c.attribution"
            " WHERE t.article = ? ORDER BY t.number, c.number"
        )
        for row in self._rows(query, (article_id,)):
            contents.setdefault(row["attribution"], []).append(Span(row["start"], row["end"], row["content"]))
        rows = self._rows("SELECT * FROM attributions WHERE article = ? ORDER BY number", (article_id,))
        return tuple(
            Attribution(
                row["id"],
                article_id,
                _span(row, "source"),
                _span(row, "cue"),
                tuple(contents.get(row["id"], ())),
                Form(row["form"]),
                Act(row["act"]),
                row["score"],
                row["speaker"],
            )
            for row in rows
        )

    def _dates(self, article_id: str) -> tuple[DateMention, ...]:
        rows = self._rows("SELECT * FROM dates WHERE article = ? ORDER BY start", (article_id,))
        return tuple(
            DateMention(
                row["id"],
                article_id,
                Span(row["start"], row["end"], row["words"]),
                row["value"],
                row["first"],
                row["last"],
                Precision(row["precision"]),
                Basis(row["basis"]),
            )
            for row in rows
        )

    def _places(self, article_id: str) -> tuple[Place, ...]:
        mentions: dict[str, list[Span]] = {}
        query = (
            "SELECT m.* FROM place_mentions m JOIN places p ON p.id = m.place WHERE p.article = ?"
            " ORDER BY m.place, m.number"
        )
        for row in self._rows(query, (article_id,)):
            mentions.setdefault(row["place"], []).append(Span(row["start"], row["end"], row["mention"]))
        rows = self._rows("SELECT * FROM places WHERE article = ?", (article_id,))
        found = [
            Place(
                row["id"],
                article_id,
                row["name"],
                PlaceKind(row["kind"]),
                row["country"],
                row["region"],
                row["latitude"],
                row["longitude"],
                row["geonames_id"],
                Basis(row["basis"]),
                row["score"],
                tuple(json.loads(row["candidates"])),
                tuple(mentions.get(row["id"], ())),
            )
            for row in rows
        ]
        return tuple(sorted(found, key=lambda place: (place.mentions[0].start, place.name)))

    def _rows(self, query: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
        with plain_errors(self._path):
            cursor = self._connection.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(query, values).fetchall()


def surroundings(reading: Reading, attribution: Attribution) -> tuple[int, int]:
    """The place of the sentence or sentences in which an attribution's words stand, in the document."""
    spans = [span for span in (attribution.source, attribution.cue, *attribution.content) if span is not None]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    touched = [s for s in reading.annotation.sentences if s.start < last and first < s.end]
    if not touched:
        return first, last
    return min(first, touched[0].start), max(last, touched[-1].end)


_SUMMARIES = """
SELECT a.id, a.given_id, a.outlet, a.published, d.language,
  coalesce((SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
            WHERE p.article = a.id AND p.kind = 'headline' ORDER BY p.number LIMIT 1), a.title,
           (SELECT substr(d.text, p.start + 1, p."end" - p.start) FROM paragraphs p
            WHERE p.article = a.id AND p.kind = 'body' ORDER BY p.number LIMIT 1), '') AS headline,
  (SELECT count(*) FROM attributions t WHERE t.article = a.id) AS attributions
FROM articles a JOIN documents d ON d.article = a.id
"""


_IDENTITIES = """
SELECT i.id, i.kind, i.name, i.country,
  (SELECT r.role FROM identity_roles r WHERE r.identity = i.id ORDER BY r.number LIMIT 1) AS role,
  (SELECT count(DISTINCT a.article) FROM identity_actors l JOIN actors a ON a.id = l.actor WHERE l.identity = i.id)
    AS articles,
  (SELECT count(*) FROM identity_actors l JOIN attributions t ON t.speaker = l.actor WHERE l.identity = i.id) AS said
FROM identities i ORDER BY i.name, i.id
"""


def _named(id_column: str, columns: tuple[str, ...], name: str | None) -> tuple[str, tuple[Any, ...]]:
    """A WHERE clause and its values: the id begins with ``name``, or one of the columns holds it in any case."""
    if name is None:
        return "", ()
    holds = " OR ".join(f"instr(lower({column}), ?)" for column in columns)
    return f"WHERE substr({id_column}, 1, ?) = ? OR {holds}", (len(name), *[name.lower()] * (len(columns) + 1))


def _summary(row: sqlite3.Row) -> ArticleSummary:
    return ArticleSummary(*row)


def _span(row: sqlite3.Row, name: str) -> Span | None:
    return None if row[name] is None else Span(row[f"{name}_start"], row[f"{name}_end"], row[name])
