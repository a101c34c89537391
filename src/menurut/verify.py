"""What holds of every article's records before they are kept: words first, one id for one record, no loose ends."""

from __future__ import annotations

from collections.abc import Iterator

from menurut.records import Reading, Span


def verify(reading: Reading) -> None:
    """Raises ``ValueError`` where words, ids or references of an article's records are wrong.

    A span's words are exactly what stands at its place, every event has words, no id stands twice, and each id that
    a record names is that of a record of the right kind in the same article.
    """
    text = reading.document.text
    seen: set[str] = set()
    for record, spans in _evidence(reading):
        if record in seen:
            raise ValueError(f"two records have the id {record}")
        seen.add(record)
        for span in spans:
            if span is not None and text[span.start : span.end] != span.text:
                raise ValueError(f"record {record}: {span.text!r} is not what stands at its place in the document")
    for event in reading.events:
        if not event.triggers:
            raise ValueError(f"event {event.id} has no words")
    kinds = _kinds(reading)
    for record, kind, named in _references(reading):
        for other in named:
            if other is not None and other not in kinds[kind]:
                raise ValueError(f"record {record} names the {kind} {other}, which the article does not have")


def _evidence(reading: Reading) -> Iterator[tuple[str, tuple[Span | None, ...]]]:
    for actor in reading.actors:
        yield actor.id, actor.mentions
    for attribution in reading.attributions:
        yield attribution.id, (attribution.source, attribution.cue, *attribution.content)
    for date in reading.dates:
        yield date.id, (date.span,)
    for place in reading.places:
        yield place.id, place.mentions
    for event in reading.events:
        yield event.id, (*event.triggers, *(quantity.span for quantity in event.quantities))
    for agreement in reading.agreements:
        yield agreement.id, (agreement.span, agreement.subject)


def _kinds(reading: Reading) -> dict[str, set[str]]:
    """The ids of an article's records, by what they are."""
    attributions = {attribution.id for attribution in reading.attributions}
    events = {event.id for event in reading.events}
    return {
        "actor": {actor.id for actor in reading.actors},
        "attribution": attributions,
        "date": {date.id for date in reading.dates},
        "place": {place.id for place in reading.places},
        "event": events,
        "event or attribution": events | attributions,
    }


def _references(reading: Reading) -> Iterator[tuple[str, str, tuple[str | None, ...]]]:
    """Each record's id with the ids that it names, and what these are ids of."""
    for attribution in reading.attributions:
        yield attribution.id, "actor", (attribution.speaker,)
        yield attribution.id, "event or attribution", attribution.about
    for event in reading.events:
        yield event.id, "actor", (*event.source, *event.target, *(p.actor for p in event.positions))
        yield event.id, "attribution", tuple(p.attribution for p in event.positions)
        yield event.id, "date", (event.date,)
        yield event.id, "place", (event.place,)
    for agreement in reading.agreements:
        yield agreement.id, "actor", agreement.parties
        yield agreement.id, "date", (agreement.date,)
        yield agreement.id, "event", (agreement.event,)
