"""A record as a person may correct it: its words, what can be said instead, and what has been corrected there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from menurut.code.ontology import modes
from menurut.errors import NotFoundError
from menurut.records import EventType, Span
from menurut.serve.articles import ArticlePage, Happening, Said, When, Where, Who, article_page
from menurut.serve.lines import pieces
from menurut.serve.logged import LogLine, log_line
from menurut.serve.quotes import Quote, event_quotes
from menurut.store.corrections import active_of

_TABLES = {  # kind of record: its table
    "attribution": "attributions",
    "event": "events",
    "actor": "actors",
    "date": "dates",
    "place": "places",
}
KINDS = ("article", *_TABLES)
_AROUND = 70  # characters of the text before and after a record's words
_LONGEST = 1_500  # characters of a passage
_ACTORS = 40  # of an article that are offered, the nearest first
_MENTIONS = 30  # of an actor that are offered
_REPORTS = 25  # of an incident by other articles that are offered
_LIKE = 6  # other incidents that are offered as the same
_DAYS = 3  # that such an incident may lie away

Record = Said | Happening | Who | When | Where


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where an actor is named: code points, and the words around it, cut into (words, kind)."""

    start: int
    end: int
    passage: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Fixing:
    """A record (``kind``: attribution, event, actor, date, place; or the article as a whole, to add what was missed).

    ``passage`` is the text around it, cut into (words, kind). ``actors`` are those of the article, the nearest to the
    record first. Of an event: ``reports`` are the other reports of its incident, ``like`` the ids of incidents that
    may be the same. Of an actor: ``mentions``, and how many ``articles`` its identity has. ``made`` are the
    corrections that hold there.
    """

    kind: str
    id: str
    article: str
    language: str
    start: int
    record: Record | None
    passage: tuple[tuple[str, str], ...]
    actors: tuple[Who, ...]
    modes: tuple[str, ...]
    mentions: tuple[Mention, ...]
    reports: tuple[Quote, ...]
    report_ids: tuple[str, ...]
    like: tuple[str, ...]
    articles: int
    made: tuple[LogLine, ...]


def fixing(connection: sqlite3.Connection, kind: str, name: str) -> Fixing:
    """What can be corrected of a record. Raises ``NotFoundError`` where the store has no such record."""
    article = _article_of(connection, kind, name)
    page = article_page(connection, article)
    text = str(connection.execute("SELECT text FROM documents WHERE article = ?", (article,)).fetchone()[0])
    record = _record(page, kind, name)
    spans = _spans(record)
    start = min((span.start for _, span in spans), default=0)
    event = record if isinstance(record, Happening) else None
    actor = record if isinstance(record, Who) else None
    reports = _reports(connection, event) if event is not None else {}
    return Fixing(
        kind,
        name,
        article,
        page.article.language or "und",
        start,
        record,
        _passage(text, spans) if kind != "actor" else (),
        _nearest(page.actors, start, actor),
        modes(EventType(event.type)) if event is not None else (),
        tuple(_mention(text, span) for span in actor.mentions[:_MENTIONS]) if actor is not None else (),
        tuple(reports.values()),
        tuple(reports),
        _like(connection, event) if event is not None else (),
        _articles(connection, actor.identity) if actor is not None else 0,
        tuple(log_line(line) for line in active_of(connection, article) if kind == "article" or line.subject == name),
    )


def _article_of(connection: sqlite3.Connection, kind: str, name: str) -> str:
    if kind == "article":
        row = connection.execute("SELECT article FROM documents WHERE article = ?", (name,)).fetchone()
    elif kind in _TABLES:
        query = f"SELECT article FROM {_TABLES[kind]} WHERE id = ?"  # noqa: S608
        row = connection.execute(query, (name,)).fetchone()
    else:
        row = None
    if row is None:
        raise NotFoundError(f"there is no {kind} {name!r}")
    return str(row[0])


def _record(page: ArticlePage, kind: str, name: str) -> Record | None:
    records: Mapping[str, Sequence[Record]] = {
        "attribution": page.attributions,
        "event": page.events,
        "actor": page.actors,
        "date": page.dates,
        "place": page.places,
    }
    return next((each for each in records.get(kind, ()) if each.id == name), None)


def _spans(record: Record | None) -> list[tuple[str, Span]]:
    """The words of a record, and what they are to it."""
    if isinstance(record, Said):
        own = [("source", record.source), ("cue", record.cue), *(("content", span) for span in record.content)]
        return [(kind, span) for kind, span in own if span is not None]
    if isinstance(record, Happening):
        return [("trigger", span) for span in record.triggers]
    if isinstance(record, When):
        return [("date", record.span)]
    if isinstance(record, (Who, Where)):
        return [("actor" if isinstance(record, Who) else "place", span) for span in record.mentions]
    return []


def _passage(text: str, spans: Sequence[tuple[str, Span]]) -> tuple[tuple[str, str], ...]:
    if not spans:
        return ()
    first = min(span.start for _, span in spans)
    start = max(text.rfind("\n", 0, first) + 1, first - 4 * _AROUND)
    last = min(max(span.end for _, span in spans), start + _LONGEST)
    line = text.find("\n", last)
    end = min(line if line >= 0 else len(text), last + 4 * _AROUND)
    return tuple(pieces(text, start, end, [(span.start, span.end, kind) for kind, span in spans]))


def _mention(text: str, span: Span) -> Mention:
    start, end = max(span.start - _AROUND, 0), min(span.end + _AROUND, len(text))
    return Mention(span.start, span.end, tuple(pieces(text, start, end, [(span.start, span.end, "actor")])))


def _nearest(actors: Iterable[Who], start: int, but: Who | None) -> tuple[Who, ...]:
    """The actors of an article, those that are named nearest to a place first."""
    others = [each for each in actors if each is not but]
    return tuple(sorted(others, key=lambda who: min((abs(s.start - start) for s in who.mentions), default=1 << 60)))[
        :_ACTORS
    ]


def _reports(connection: sqlite3.Connection, event: Happening) -> dict[str, Quote]:
    rows = connection.execute(
        "SELECT event FROM incident_events WHERE incident = ? AND event <> ? ORDER BY score DESC, event LIMIT ?",
        (event.incident, event.id, _REPORTS),
    )
    return event_quotes(connection, [row[0] for row in rows.fetchall()])


def _like(connection: sqlite3.Connection, event: Happening) -> tuple[str, ...]:
    """Incidents of the same type near that day which share an actor with the event's own, so may be the same."""
    rows = connection.execute(
        "SELECT i.id FROM incidents own JOIN incidents i ON i.first BETWEEN date(own.first, ?) AND date(own.first, ?)"
        " AND i.type = own.type AND i.id <> own.id"
        " WHERE own.id = ? AND EXISTS (SELECT 1 FROM incident_actors a JOIN incident_actors b"
        "   ON b.identity = a.identity AND b.incident = i.id WHERE a.incident = own.id)"
        " ORDER BY abs(julianday(i.first) - julianday(own.first)), i.id LIMIT ?",
        (f"-{_DAYS} days", f"+{_DAYS} days", event.incident, _LIKE),
    )
    return tuple(row[0] for row in rows.fetchall())


def _articles(connection: sqlite3.Connection, identity: str | None) -> int:
    query = (
        "SELECT count(DISTINCT a.article) FROM identity_actors i JOIN actors a ON a.id = i.actor WHERE i.identity = ?"
    )
    found: Any = connection.execute(query, (identity,)).fetchone()[0] if identity else 0
    return int(found)
