"""Articles with their actors and events marked: the form that gold and our own annotations are brought to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from menurut.evaluate.scores import dropped_lines
from menurut.records import ActorKind, Document
from menurut.train.attributions.marked import Place, document_of, occurrences


@dataclass(frozen=True, slots=True)
class MarkedActor:
    """An actor by the places of its mentions."""

    kind: ActorKind
    country: str | None
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event by the places of its words; ``source`` and ``target`` are numbers of actors."""

    type: str
    status: str
    triggers: tuple[Place, ...]
    source: tuple[int, ...]
    target: tuple[int, ...]
    date: tuple[Place, ...]
    where: tuple[Place, ...]
    country: str | None


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A document and what an annotator found in it.

    ``unsure`` are places that may be mentions too: the annotator wrote each way of naming an actor once a line.
    """

    document: Document
    actors: tuple[MarkedActor, ...]
    events: tuple[MarkedEvent, ...]
    unsure: tuple[Place, ...]


def _inside(place: Place, others: Sequence[Place]) -> bool:
    return any(o[0] <= place[0] and place[1] <= o[1] and o != place for o in others)


def _unsure(document: Document, taken: set[Place], own: Sequence[set[str]], everywhere: bool) -> tuple[Place, ...]:
    """Where the words of mentions stand again: in the same line, or anywhere."""
    found: set[Place] = set()
    for line in range(1, len(document.paragraphs) + 1):
        wanted = own[line - 1] if not everywhere else set().union(*own)
        for words in wanted:
            found.update(occurrences(document, line, words))
    return tuple(sorted(place for place in found - taken if not _inside(place, tuple(taken))))


def marked_text(document: Document, actors: Sequence[dict[str, Any]], events: Sequence[dict[str, Any]]) -> MarkedText:
    """From rows whose spans are [line, start, end] (``actors``: id, kind, country, mentions; ``events`` alike)."""

    def place(span: Sequence[int]) -> Place:
        base = document.paragraphs[span[0] - 1].start
        return base + span[1], base + span[2]

    number = {actor["id"]: i for i, actor in enumerate(actors)}
    found = tuple(
        MarkedActor(ActorKind(a["kind"]), a["country"], tuple(sorted({place(s) for s in a["mentions"]})))
        for a in actors
    )
    happened = tuple(
        MarkedEvent(
            e["type"],
            e["status"],
            tuple(place(s) for s in e["triggers"]),
            tuple(number[a] for a in e.get("source", ()) if a in number),
            tuple(number[a] for a in e.get("target", ()) if a in number),
            tuple(place(s) for s in e.get("date", ())),
            tuple(place(s) for s in e.get("place", ())),
            e.get("place_country"),
        )
        for e in events
    )
    own: list[set[str]] = [set() for _ in document.paragraphs]
    taken = {p for actor in found for p in actor.places}
    for start, end in taken:
        own[document.paragraph_at(start)].add(document.text[start:end])
    return MarkedText(document, found, happened, _unsure(document, taken, own, everywhere=False))


def gold_texts(articles: Path, gold: Path) -> list[MarkedText]:
    """The articles of a gold set."""
    texts = {row["id"]: row for row in json_lines(articles)}
    return [gold_text(texts[entry["id"]], entry) for entry in json_lines(gold)]


def gold_text(row: dict[str, Any], entry: dict[str, Any]) -> MarkedText:
    """One article of a gold set: its row of articles.jsonl and of gold.jsonl."""
    document = document_of(
        entry["id"], row.get("language", "id"), row["text"].split("\n"), frozenset(dropped_lines(entry))
    )
    document = replace(document, published=row.get("published"))
    mentions = [[occurrences(document, line, words) for line, words in a["mentions"]] for a in entry["actors"]]
    spread = [place for own in mentions for places in own for place in places]
    longest = [p for p in spread if p[1] - p[0] > 12 or " " in document.text[p[0] : p[1]]]
    actors = []
    for actor, own in zip(entry["actors"], mentions, strict=True):
        places = {_outside(found, longest) for found in own if found}
        actors.append(MarkedActor(ActorKind(actor["kind"]), actor["country"], tuple(sorted(places))))
    number = {actor["id"]: i for i, actor in enumerate(entry["actors"])}
    events = tuple(_gold_event(document, event, number) for event in entry["events"])
    taken = {p for actor in actors for p in actor.places}
    named = [{document.text[a:b] for a, b in taken if document.text[a].isupper()}] * len(document.paragraphs)
    return MarkedText(document, tuple(actors), events, _unsure(document, taken, named, everywhere=True))


def _outside(places: Sequence[Place], longer: Sequence[Place]) -> Place:
    """The first place that is not part of a longer mention, else the first."""
    return next((p for p in places if not _inside(p, longer)), places[0])


def _gold_event(document: Document, event: dict[str, Any], number: dict[str, int]) -> MarkedEvent:
    triggers = [p for line, words in event["mentions"] for p in occurrences(document, line, words)[:1]]

    def near(words: str | None) -> tuple[Place, ...]:
        if not words:
            return ()
        found = [p for line in range(1, len(document.paragraphs) + 1) for p in occurrences(document, line, words)]
        anchor = triggers[0][0] if triggers else 0
        return tuple(sorted(found, key=lambda p: abs(p[0] - anchor))[:1])

    return MarkedEvent(
        event["type"],
        event["status"],
        tuple(triggers),
        tuple(number[a] for a in event["source"]),
        tuple(number[a] for a in event["target"]),
        near(event["date_text"]),
        near(event["place"]),
        event["place_country"],
    )


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)
