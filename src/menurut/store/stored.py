"""What the store tells beyond the records of one article: records with their surroundings, and lines on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from menurut.records import (
    Actor,
    Agreement,
    Attribution,
    DateMention,
    Event,
    EventType,
    Place,
    Reading,
    SeenName,
    SeenRole,
    Span,
    Stance,
    Status,
)


@dataclass(frozen=True, slots=True)
class Totals:
    """How many articles a store holds, from how many independent ``sources`` (copies count once), and incidents."""

    articles: int
    sources: int
    incidents: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """A line on an article: how many attributions and events it holds, and its headline as read."""

    id: str
    given_id: str | None
    outlet: str | None
    published: str | None
    language: str
    headline: str
    attributions: int
    events: int


@dataclass(frozen=True, slots=True)
class StoredAttribution:
    """An attribution with the sentence (or sentences) its words stand in, and where that stands."""

    attribution: Attribution
    article: ArticleSummary
    start: int
    sentence: str


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line on an event: who did what to whom by their names, the value of its date, its place (else its country).

    ``words`` are those of its best trigger; ``date`` is ``None`` also where the words tell no certain day.
    """

    id: str
    type: EventType
    mode: str | None
    source: tuple[str, ...]
    target: tuple[str, ...]
    date: str | None
    place: str | None
    status: Status
    score: float
    words: str


@dataclass(frozen=True, slots=True)
class StoredPosition:
    """Where an actor (by name) stands on an event, and the attribution whose words show it."""

    actor: str
    stance: Stance
    attribution: Attribution | None


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event with the names of its actors, its date and place, who stands where, and its sentences.

    ``intensity`` and ``quad`` follow from type and mode (``menurut.code.ontology``); ``sentences`` are those that
    hold a trigger, in the order of the text.
    """

    event: Event
    article: ArticleSummary
    line: EventLine
    date: DateMention | None
    place: Place | None
    intensity: float
    quad: str
    positions: tuple[StoredPosition, ...]
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredAgreement:
    """An agreement with the names of its parties, its date, the event that made it so, and its sentences."""

    agreement: Agreement
    article: ArticleSummary
    parties: tuple[str, ...]
    date: DateMention | None
    event: EventLine | None
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class StoredActor:
    """An actor of one article: the attributions there of which it is the speaker, what it did, what was done to it."""

    actor: Actor
    article: ArticleSummary
    said: tuple[Attribution, ...]
    did: tuple[EventLine, ...] = ()
    undergone: tuple[EventLine, ...] = ()


@dataclass(frozen=True, slots=True)
class IdentitySummary:
    """A line on an actor: its first role, and how many attributions it speaks.

    ``sources`` is how many independent ones name it: of the ``articles`` that do, copies of one text count once.
    """

    id: str
    kind: str
    name: str
    country: str | None
    role: str | None
    articles: int
    sources: int
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


def surroundings(reading: Reading, attribution: Attribution) -> tuple[int, int]:
    """The place of the sentence or sentences in which an attribution's words stand, in the document."""
    spans = [span for span in (attribution.source, attribution.cue, *attribution.content) if span is not None]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    touched = [s for s in reading.annotation.sentences if s.start < last and first < s.end]
    if not touched:
        return first, last
    return min(first, touched[0].start), max(last, touched[-1].end)


def event_line(reading: Reading, event: Event) -> EventLine:
    """A line on an event of an article."""
    names = {actor.id: actor.name for actor in reading.actors}
    date, place = _date(reading, event.date), _place(reading, event.place)
    return EventLine(
        event.id,
        event.type,
        event.mode,
        tuple(names[actor] for actor in event.source),
        tuple(names[actor] for actor in event.target),
        date.value if date is not None else None,
        place.name if place is not None else event.place_country,
        event.status,
        event.score,
        event.triggers[0].text,
    )


def stored_event(reading: Reading, event: Event, article: ArticleSummary, intensity: float, quad: str) -> StoredEvent:
    """An event of an article with what its ids stand for, and its sentences."""
    names = {actor.id: actor.name for actor in reading.actors}
    attributions = {attribution.id: attribution for attribution in reading.attributions}
    return StoredEvent(
        event,
        article,
        event_line(reading, event),
        _date(reading, event.date),
        _place(reading, event.place),
        intensity,
        quad,
        tuple(
            StoredPosition(names[p.actor], p.stance, attributions[p.attribution] if p.attribution else None)
            for p in event.positions
        ),
        _sentences(reading, event.triggers),
    )


def stored_agreement(reading: Reading, agreement: Agreement, article: ArticleSummary) -> StoredAgreement:
    """An agreement of an article with what its ids stand for, and its sentences."""
    names = {actor.id: actor.name for actor in reading.actors}
    event = next((event for event in reading.events if event.id == agreement.event), None)
    spans = (agreement.span, agreement.subject) if agreement.subject is not None else (agreement.span,)
    return StoredAgreement(
        agreement,
        article,
        tuple(names[party] for party in agreement.parties),
        _date(reading, agreement.date),
        event_line(reading, event) if event is not None else None,
        _sentences(reading, spans),
    )


def _sentences(reading: Reading, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The sentences that hold one of the spans; the span itself where no sentence does (in a dateline)."""
    places = set()
    for span in spans:
        touched = [(s.start, s.end) for s in reading.annotation.sentences if s.start < span.end and span.start < s.end]
        places.update(touched or [(span.start, span.end)])
    return tuple(reading.document.span(start, end) for start, end in sorted(places))


def _date(reading: Reading, name: str | None) -> DateMention | None:
    return next((date for date in reading.dates if date.id == name), None)


def _place(reading: Reading, name: str | None) -> Place | None:
    return next((place for place in reading.places if place.id == name), None)
