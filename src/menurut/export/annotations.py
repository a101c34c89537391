"""Annotations as JSON: an article's records in lines and words of its raw text.

The form is that of menurut's gold, with each event's and attribution's ``score`` beside: lines are numbered from 1, and
``[line, words]`` names words that stand in that line of the raw text exactly as it was read, damage and all.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from menurut.export import Selection
from menurut.export.files import whole_file
from menurut.export.selection import chosen_readings
from menurut.guideline import guideline_value
from menurut.records import (
    Actor,
    ActorKind,
    Attribution,
    Document,
    Event,
    Paragraph,
    ParagraphKind,
    Reading,
    Span,
    Stance,
    TextOrigin,
)

Words = list[Any]  # [line, words]

_KEPT = (ParagraphKind.HEADLINE, ParagraphKind.BODY)
_STANCES = {  # as the form names them
    "according_to": Stance.ASSERTS,
    "confirmed_by": Stance.CONFIRMS,
    "denied_by": Stance.DENIES,
    "no_position_by": Stance.NO_POSITION,
}
_ACTORS = ("source", "target", *_STANCES)  # the fields of an event that hold ids of actors


def write(store_path: Path, out: Path, selection: Selection) -> list[Path]:
    """Writes the chosen articles, one a line, to the file ``out``, each with all its records.

    Raises ``StoreError``, ``InputError``.
    """
    with whole_file(out) as part, part.open("wb") as file:
        for reading in chosen_readings(store_path, selection):
            file.write(msgspec.json.encode(annotation_record(reading)) + b"\n")
    return [out]


def annotation_record(reading: Reading) -> dict[str, Any]:
    """One article's records as a JSON object: id, drop, actors, events, attributions.

    ``id`` is the id the article came with, else its own. A headline that stood beside the text and not in it has no
    line, so what rests on it alone is left out.
    """
    lines = _Lines(reading.document, reading.article.text)
    attributions = [(a, _attribution(a, lines)) for a in reading.attributions]
    placed = [(a, record) for a, record in attributions if record["content"]]
    events = [event for event in (_event(e, reading, lines) for e in reading.events) if event["mentions"]]
    needed = {a.speaker for a, _ in placed} | {actor for event in events for field in _ACTORS for actor in event[field]}
    actors = [_actor(actor, lines) for actor in reading.actors]
    kept = [actor for actor in actors if actor["mentions"] or actor["id"] in needed]
    names = {actor["id"]: f"a{number}" for number, actor in enumerate(kept, 1)}
    names |= {event["id"]: f"e{number}" for number, event in enumerate(events, 1)}
    names |= {a.id: f"s{number}" for number, (a, _) in enumerate(placed, 1)}
    for actor in kept:
        actor["id"] = names[actor["id"]]
    for event in events:
        event["id"] = names[event["id"]]
        event.update({field: [names[actor] for actor in event[field]] for field in _ACTORS})
    for a, record in placed:
        record["id"] = names[a.id]
        record["speaker"] = names.get(a.speaker) if a.speaker else None
        record["about"] = [names[other] for other in a.about if other in names]
    return {
        "id": reading.article.given_id or reading.article.id,
        "drop": _drop(lines, reading.document.paragraphs),
        "actors": kept,
        "events": events,
        "attributions": [record for _, record in placed],
    }


class _Lines:
    """Places in a document → lines and words of the raw text."""

    def __init__(self, document: Document, raw: str) -> None:
        self._document = document
        self._raw = raw
        self._starts = [0]
        while (newline := raw.find("\n", self._starts[-1])) >= 0:
            self._starts.append(newline + 1)

    def of(self, span: Span | None) -> list[Words]:
        """The ``[line, words]`` pairs of a span, one for each raw line it touches; none if it is not in the text."""
        if span is None:
            return []
        return [pair for start, end in self._raw_places(span) for pair in self._split(start, end)]

    def numbers(self, start: int, end: int) -> range:
        """The lines that the raw text from ``start`` to ``end`` touches."""
        return range(self._number(start), self._number(max(start, end - 1)) + 1)

    def _raw_places(self, span: Span) -> Iterator[tuple[int, int]]:
        paragraphs = self._document.paragraphs
        at = self._document.paragraph_at(span.start)
        while at < len(paragraphs) and paragraphs[at].start < span.end:
            paragraph = paragraphs[at]
            if paragraph.origin is TextOrigin.TEXT and paragraph.kind in _KEPT:
                start = paragraph.to_raw(max(span.start, paragraph.start))
                yield start, paragraph.to_raw(min(span.end, paragraph.end))
            at += 1

    def _split(self, start: int, end: int) -> Iterator[Words]:
        for number in self.numbers(start, end):
            first = self._starts[number - 1]
            last = self._starts[number] - 1 if number < len(self._starts) else len(self._raw)
            words = self._raw[max(start, first) : min(end, last)].strip()
            if words:
                yield [number, words]

    def _number(self, offset: int) -> int:
        return bisect_right(self._starts, offset)


def _drop(lines: _Lines, paragraphs: Iterable[Paragraph]) -> dict[str, str]:
    """Lines of which nothing is kept, as ranges ("2-5") of one kind; the first dropped paragraph names the kind."""
    kinds: dict[int, ParagraphKind] = {}
    kept: set[int] = set()
    for paragraph in paragraphs:
        if paragraph.origin is not TextOrigin.TEXT:
            continue
        for number in lines.numbers(paragraph.raw_start, paragraph.raw_end):
            if paragraph.kind in _KEPT:
                kept.add(number)
            else:
                kinds.setdefault(number, paragraph.kind)
    ranges: list[tuple[int, int, ParagraphKind]] = []
    for number in sorted(kinds.keys() - kept):
        if ranges and ranges[-1][1] == number - 1 and ranges[-1][2] is kinds[number]:
            ranges[-1] = (ranges[-1][0], number, kinds[number])
        else:
            ranges.append((number, number, kinds[number]))
    return {str(first) if first == last else f"{first}-{last}": str(kind) for first, last, kind in ranges}


def _longest(pairs: list[Words]) -> Words | None:
    """The pair with most words: source and cue are one pair in this form, though a hard-wrapped line may cut them."""
    return max(pairs, key=lambda pair: len(pair[1]), default=None)


def _name(actor: Actor) -> str:
    """What an actor is called in the article: its name, or if the article words it otherwise the fullest way it does.

    The record of an international body has the name that the gazetteer gives it; an annotator writes the text's.
    """
    if actor.country is not None or actor.kind is not ActorKind.ORGANISATION:
        return actor.name
    worded = [_BRACKETS.sub("", span.text).strip() for span in actor.mentions]
    named = [text for text in worded if text[:1].isupper()]
    return actor.name if actor.name in worded or not named else max(named, key=len)


_BRACKETS = re.compile(r" ?\([^()]*\)")


def _actor(actor: Actor, lines: _Lines) -> dict[str, Any]:
    mentions = [pair for span in actor.mentions for pair in lines.of(span)]
    return {
        "id": actor.id,
        "name": _name(actor),
        "kind": str(actor.kind),
        "country": actor.country,
        "role": actor.role,
        "mentions": mentions,
    }


def _attribution(attribution: Attribution, lines: _Lines) -> dict[str, Any]:
    return {
        "id": attribution.id,
        "source": _longest(lines.of(attribution.source)),
        "speaker": None,
        "cue": _longest(lines.of(attribution.cue)),
        "content": [pair for span in attribution.content for pair in lines.of(span)],
        "form": str(attribution.form),
        "act": str(attribution.act),
        "about": [],
        "score": attribution.score,
    }


def _event(event: Event, reading: Reading, lines: _Lines) -> dict[str, Any]:
    date = next((date for date in reading.dates if date.id == event.date), None)
    place = next((place for place in reading.places if place.id == event.place), None)
    here = event.triggers[0].start
    record: dict[str, Any] = {
        "id": event.id,
        "type": str(event.type),
        "mentions": [pair for span in event.triggers for pair in lines.of(span)],
        "source": list(event.source),
        "target": list(event.target),
        "status": str(event.status),
        "date": guideline_value(date) if date is not None else None,
        "date_text": date.span.text if date is not None else None,
        # A place is named as the text words it nearest to the event.
        "place": min(place.mentions, key=lambda span: abs(span.start - here)).text if place is not None else None,
        "place_country": event.place_country,
    }
    record.update({field: list(event.actors(stance)) for field, stance in _STANCES.items()})
    record["score"] = event.score
    return record
