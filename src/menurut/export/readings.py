"""The chosen articles as records, each with all its spans, for exporters that go article by article."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from menurut.records import Annotation, Article, Attribution, Event, Reading, Span
from menurut.store.rows import ArticleRows

LANGUAGES = {"id": "ind", "en": "eng"}  # ISO 639-1 as documents have it: ISO 639-3


@dataclass(frozen=True, slots=True)
class Mark:
    """A span with what it is (``source``, ``cue``, ``content``, ``actor``, ``trigger``, ...) and whose it is.

    ``kind`` is the kind of the record (attribution, actor, event, date, place, quantity, agreement), ``record`` its id
    (of a quantity, the event's), ``code`` what it is classed as (an act, a type, a kind), ``name`` what it is called.
    """

    span: Span
    what: str
    kind: str
    record: str
    code: str
    name: str | None = None


def counted(sources: int, articles: int, language: str = "en") -> str:
    """The number of independent sources, with the copies of them beside it, in English or Indonesian (``id``)."""
    copies = articles - sources
    if language == "id":
        some, more = (f"{number:,}".replace(",", ".") for number in (sources, copies))
        return f"{some} sumber, {more} salinan"
    return f"{sources:,} source{'s' * (sources != 1)}, {copies:,} cop{'y' if copies == 1 else 'ies'}"


def chosen_readings(connection: sqlite3.Connection) -> Iterator[Reading]:
    """The chosen articles of a connection that ``chosen`` opened, in the order in which they were read.

    Their events are the chosen ones; nothing points at those left out.
    """
    query = "SELECT a.id FROM articles a JOIN chosen_articles c ON c.id = a.id ORDER BY a.rowid"
    articles = [row[0] for row in connection.execute(query)]
    events = {row[0] for row in connection.execute("SELECT id FROM chosen_events")}

    def rows(query: str, values: tuple[Any, ...]) -> list[sqlite3.Row]:
        cursor = connection.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query, values).fetchall()

    for name in articles:
        (row,) = rows(
            "SELECT id, text, origin, given_id, url, outlet, title, published, stated_date, stated_language"
            " FROM articles WHERE id = ?",
            (name,),
        )
        found = ArticleRows(rows, name)
        kept = tuple(event for event in found.events() if event.id in events)
        said = found.attributions()
        names = {event.id for event in kept} | {attribution.id for attribution in said}
        yield Reading(
            Article(*row),
            found.document(row["published"]),
            Annotation(name, found.sentences(), ()),
            found.actors(),
            tuple(replace(a, about=tuple(other for other in a.about if other in names)) for a in said),
            (),
            found.dates(),
            found.places(),
            kept,
            tuple(g if g.event in names else replace(g, event=None) for g in found.agreements()),
        )


def marks(reading: Reading) -> list[Mark]:
    """Every span of an article's records, in the order of the text; the headline's and the body's alike."""
    found = [
        Mark(span, "actor", "actor", actor.id, str(actor.kind), actor.name)
        for actor in reading.actors
        for span in actor.mentions
    ]
    names = {actor.id: actor.name for actor in reading.actors}
    for attribution in reading.attributions:
        found += _said(attribution, names)
    for event in reading.events:
        found += _happened(event)
    found += [Mark(date.span, "date", "date", date.id, str(date.precision), date.value) for date in reading.dates]
    for place in reading.places:
        found += [Mark(span, "place", "place", place.id, str(place.kind), place.name) for span in place.mentions]
    for agreement in reading.agreements:
        found.append(Mark(agreement.span, "agreement", "agreement", agreement.id, str(agreement.stage)))
        if agreement.subject is not None:
            found.append(Mark(agreement.subject, "subject", "agreement", agreement.id, str(agreement.stage)))
    return sorted(found, key=lambda mark: (mark.span.start, -mark.span.end, mark.kind, mark.record, mark.what))


def _said(attribution: Attribution, names: dict[str, str]) -> Iterator[Mark]:
    speaker = names.get(attribution.speaker) if attribution.speaker else None
    for what, spans in (
        ("source", (attribution.source,)),
        ("cue", (attribution.cue,)),
        ("content", attribution.content),
    ):
        for span in spans:
            if span is not None:
                yield Mark(span, what, "attribution", attribution.id, str(attribution.act), speaker)


def _happened(event: Event) -> Iterator[Mark]:
    for span in event.triggers:
        yield Mark(span, "trigger", "event", event.id, str(event.type), event.mode)
    for quantity in event.quantities:
        yield Mark(quantity.span, "quantity", "quantity", event.id, str(quantity.bound), quantity.unit)
