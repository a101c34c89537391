"""Events with all that exporters of event data need of them, article by article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from menurut.records import Actor, ActorKind, Attribution, DateMention, Document, Event, Place, Sentence, Span, Stance
from menurut.store.rows import ArticleRows


@dataclass(frozen=True, slots=True)
class Party:
    """An actor of an event: its record, the name, country and Wikidata number of its identity across articles.

    ``identity`` is ``None`` for what has no name of its own or may be several; ``name`` is then the article's.
    ``named`` is whether it has a name of its own.
    """

    actor: Actor
    identity: str | None
    name: str
    country: str | None
    wikidata: str | None
    named: bool

    def nearest(self, offset: int) -> Span | None:
        """The mention that stands nearest to a code point, ``None`` where the article names it nowhere."""
        return min(self.actor.mentions, key=lambda span: (abs(span.start - offset), span.start), default=None)


@dataclass(frozen=True, slots=True)
class Incident:
    """The incident that an event reports: its id, its independent sources beside its articles."""

    id: str
    sources: int
    articles: int


@dataclass(frozen=True, slots=True)
class Source:
    """The article an event stands in, with its records.

    ``read`` is when the run began that read it (ISO 8601, UTC), ``version`` the menurut of that run.
    """

    id: str
    given_id: str | None
    url: str | None
    outlet: str | None
    title: str | None
    published: str | None
    document: Document
    sentences: tuple[Sentence, ...]
    parties: Mapping[str, Party]
    attributions: Mapping[str, Attribution]
    dates: Mapping[str, DateMention]
    places: Mapping[str, Place]
    read: str
    version: str

    def names(self, *kinds: ActorKind) -> list[str]:
        """The names of its actors of these kinds that have one, each once, in the order of the text."""
        found = (party for party in self.parties.values() if party.named and party.actor.kind in kinds)
        return list(dict.fromkeys(party.name for party in found))

    def sentence_of(self, span: Span) -> tuple[int, Sentence] | None:
        """The sentence in which a span begins, and its number from 1; ``None`` where it stands in none."""
        numbered = enumerate(self.sentences, 1)
        return next(((n, s) for n, s in numbered if s.start <= span.start < s.end), None)


@dataclass(frozen=True, slots=True)
class Told:
    """An event as one article tells it. ``intensity`` and ``quad`` are those of its type and mode."""

    event: Event
    article: Source
    intensity: float
    quad: str
    incident: Incident | None

    @property
    def date(self) -> DateMention | None:
        """When it was, ``None`` where the article does not tell."""
        return self.article.dates.get(self.event.date or "")

    @property
    def place(self) -> Place | None:
        """Where it was, ``None`` where the article does not tell."""
        return self.article.places.get(self.event.place or "")

    @property
    def source(self) -> list[Party]:
        """Who did it."""
        return [self.article.parties[name] for name in self.event.source]

    @property
    def target(self) -> list[Party]:
        """Whom it was done to."""
        return [self.article.parties[name] for name in self.event.target]

    def who(self, stance: Stance) -> list[Party]:
        """The actors that take a stance on it."""
        return [self.article.parties[name] for name in self.event.actors(stance)]


def told_events(connection: sqlite3.Connection) -> Iterator[Told]:
    """The chosen events (``selection.chosen``), by article in the order of date, outlet and id; undated last."""
    for article in _all(connection, _ARTICLES):
        wanted = {row["id"]: row for row in _all(connection, _EVENTS, (article["id"],))}
        if not wanted:
            continue
        rows = ArticleRows(lambda query, values: _all(connection, query, values), article["id"])
        source = _source(connection, article, rows)
        for event in rows.events():
            if event.id in wanted:
                row = wanted[event.id]
                incident = Incident(row["incident"], row["sources"], row["articles"]) if row["incident"] else None
                yield Told(event, source, row["intensity"], row["quad"], incident)


_ARTICLES = """
SELECT a.id, a.given_id, a.url, a.outlet, a.title, a.published, r.started, r.version
FROM articles a JOIN chosen_articles c ON c.id = a.id JOIN runs r ON r.id = a.run
ORDER BY a.published IS NULL, a.published, a.outlet, a.id
"""
_EVENTS = """
SELECT e.id, e.intensity, e.quad, i.id AS incident, i.sources, i.articles FROM events e
JOIN chosen_events c ON c.id = e.id
LEFT JOIN incident_events x ON x.event = e.id LEFT JOIN incidents i ON i.id = x.incident WHERE e.article = ?
"""
_IDENTITIES = """
SELECT l.actor, l.block, i.id, i.name, i.country, i.wikidata
FROM identity_actors l LEFT JOIN identities i ON i.id = l.identity
WHERE l.actor IN (SELECT id FROM actors WHERE article = ?)
"""


def _source(connection: sqlite3.Connection, row: sqlite3.Row, rows: ArticleRows) -> Source:
    identities = {found["actor"]: found for found in _all(connection, _IDENTITIES, (row["id"],))}
    return Source(
        row["id"],
        row["given_id"],
        row["url"],
        row["outlet"],
        row["title"],
        row["published"],
        rows.document(row["published"]),
        rows.sentences(),
        {actor.id: _party(actor, identities.get(actor.id)) for actor in rows.actors()},
        {attribution.id: attribution for attribution in rows.attributions()},
        {date.id: date for date in rows.dates()},
        {place.id: place for place in rows.places()},
        row["started"],
        row["version"],
    )


def _party(actor: Actor, row: sqlite3.Row | None) -> Party:
    named = row is not None and row["block"] is not None
    if row is None or row["id"] is None:
        return Party(actor, None, actor.name, actor.country, None, named)
    return Party(actor, row["id"], row["name"], row["country"] or actor.country, row["wikidata"], named)


def _all(connection: sqlite3.Connection, query: str, values: tuple[Any, ...] = ()) -> list[sqlite3.Row]:
    cursor = connection.cursor()
    cursor.row_factory = sqlite3.Row
    return cursor.execute(query, values).fetchall()
