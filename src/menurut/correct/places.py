"""Where a record stands, as JSON that finds it again once its article was read anew by another version, or revised.

A record is found by its id. Where no record has it any more, the one that is most like it in its words, and of several
the nearest to the old place, takes its part; where none is alike, none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from menurut.correct.draft import Draft
from menurut.records import Actor, Attribution, DateMention, Document, Event, Place, Span
from menurut.store.corrections import nearest

Json = dict[str, Any]
Record = Actor | Attribution | DateMention | Event | Place

_MENTIONS = 5  # of an actor or place that are kept to find it again
_ALIKE = 0.5  # the least share of words that contents have in common


def span_place(span: Span) -> Json:
    """A span as JSON, with its words."""
    return {"start": span.start, "end": span.end, "words": span.text}


def record_place(record: Record) -> Json:
    """What finds a record again: its kind, id and article, its words and where they stand, and what else tells it."""
    place: Json = {"id": record.id, "article": record.article_id}
    if isinstance(record, Attribution):
        source, cue = (span_place(span) if span else None for span in (record.source, record.cue))
        content = [span_place(span) for span in record.content]
        first = record.content[0] if record.content else record.cue or record.source
        assert first is not None
        return {"record": "attribution", **place, **span_place(first), "source": source, "cue": cue, "content": content}
    if isinstance(record, Event):
        triggers = sorted(record.triggers, key=lambda span: span.start)
        place |= {"record": "event", "type": str(record.type), **span_place(triggers[0])}
        return place | {"triggers": [span_place(span) for span in record.triggers]}
    if isinstance(record, DateMention):
        return {"record": "date", **place, **span_place(record.span)}
    mentions = [span_place(span) for span in record.mentions[:_MENTIONS]]
    place |= {"name": record.name, "kind": str(record.kind), "country": record.country, "mentions": mentions}
    if isinstance(record, Actor):
        return {"record": "actor", **place, "role": record.role}
    return {"record": "place", **place}


def found_span(document: Document, place: Mapping[str, Any]) -> Span | None:
    """The span of the same words nearest to the old place, ``None`` where they stand nowhere."""
    start = nearest(document.text, place["words"], place["start"])
    return None if start is None else document.span(start, start + len(place["words"]))


def found_actor(draft: Draft, place: Mapping[str, Any]) -> Actor | None:
    """The actor that stands where ``place`` says, by id, else by name and mentions."""
    if place.get("id") in draft.actors:
        return draft.actors[place["id"]]
    spans = _spans(draft.document, place.get("mentions", ()))
    best = _best(
        (
            (_overlap(actor.mentions, spans) + (actor.name == place.get("name")), _first(actor.mentions), actor)
            for actor in draft.actors.values()
        ),
        spans,
        0.5,
    )
    return best if isinstance(best, Actor) else None


def found_attribution(draft: Draft, place: Mapping[str, Any]) -> Attribution | None:
    """The attribution that stands where ``place`` says, by id, else by its cue's place and its content's words."""
    if place.get("id") in draft.attributions:
        return draft.attributions[place["id"]]
    cue = _spans(draft.document, [place["cue"]] if place.get("cue") else ())
    contents = place.get("content", ())
    words = [word for content in contents for word in content["words"].lower().split()]
    near = _spans(draft.document, contents) or cue or [Span(place.get("start", 0), place.get("end", 1), "")]

    def likeness(each: Attribution) -> float:
        own = [word for span in each.content for word in span.text.lower().split()]
        shared = _shared(words, own)
        same_cue = bool(each.cue and cue and _overlap([each.cue], cue))
        return shared + same_cue if same_cue or shared >= _ALIKE else 0.0

    found = ((likeness(each), _first(each.content), each) for each in draft.attributions.values())
    best = _best(found, near, _ALIKE)
    return best if isinstance(best, Attribution) else None


def found_event(draft: Draft, place: Mapping[str, Any], *, same_type: bool = False) -> Event | None:
    """The event that stands where ``place`` says, by id, else by its words there, one of the same type first."""
    if place.get("id") in draft.events:
        return draft.events[place["id"]]
    spans = _spans(draft.document, place.get("triggers") or ([place] if place.get("words") else ()))
    events = [e for e in draft.events.values() if not same_type or e.type == place.get("type")]
    best = _best(
        (
            (_overlap(event.triggers, spans) and 1 + (event.type == place.get("type")), _first(event.triggers), event)
            for event in events
        ),
        spans,
        1.0,
    )
    return best if isinstance(best, Event) else None


def found_date(draft: Draft, place: Mapping[str, Any]) -> DateMention | None:
    """The date that stands where ``place`` says."""
    if place.get("id") in draft.dates:
        return draft.dates[place["id"]]
    spans = _spans(draft.document, [place])
    found = ((_overlap([date.span], spans), date.span.start, date) for date in draft.dates.values())
    best = _best(found, spans, 0.5)
    return best if isinstance(best, DateMention) else None


def found_place(draft: Draft, place: Mapping[str, Any]) -> Place | None:
    """The place (of the world) that stands where ``place`` says."""
    if place.get("id") in draft.places:
        return draft.places[place["id"]]
    spans = _spans(draft.document, place.get("mentions", ()))
    found = (
        (_overlap(each.mentions, spans) + (each.name == place.get("name")), _first(each.mentions), each)
        for each in draft.places.values()
    )
    best = _best(found, spans, 0.5)
    return best if isinstance(best, Place) else None


# ---- how alike


def _spans(document: Document, places: Iterable[Mapping[str, Any]]) -> list[Span]:
    return [span for place in places if (span := found_span(document, place)) is not None]


def _overlap(spans: Iterable[Span], others: Sequence[Span]) -> float:
    """The share of ``others`` that one of ``spans`` touches."""
    own = list(spans)
    touched = sum(any(a.start < b.end and b.start < a.end for a in own) for b in others)
    return touched / len(others) if others else 0.0


def _shared(words: Sequence[str], others: Sequence[str]) -> float:
    """Dice's coefficient of two bags of words: 1 where they are the same, 0 where they share none."""
    common = (Counter(words) & Counter(others)).total()
    return 2 * common / (len(words) + len(others)) if words and others else 0.0


def _first(spans: Sequence[Span]) -> int:
    return min((span.start for span in spans), default=0)


def _best(found: Iterable[tuple[float, int, Record]], near: Sequence[Span], least: float) -> Record | None:
    """The most alike of (likeness, where it begins, record), of those alike the nearest; ``None`` below ``least``."""
    at = _first(near)
    rows = [(-round(likeness, 3), abs(start - at), start, record) for likeness, start, record in found]
    fitting = [row for row in rows if -row[0] >= least]
    return min(fitting, key=lambda row: row[:3])[3] if fitting else None
