"""Annotations as JSON: an article's records in lines and words of its raw text.

The form is that of menurut's gold, with each attribution's ``score`` beside: lines are numbered from 1, and
``[line, words]`` names words that stand in that line of the raw text exactly as it was read, damage and all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

from menurut.records import Actor, Attribution, Document, Paragraph, ParagraphKind, Reading, Span, TextOrigin

Words = list[Any]  # [line, words]

_KEPT = (ParagraphKind.HEADLINE, ParagraphKind.BODY)


def annotation_record(reading: Reading) -> dict[str, Any]:
    """One article's records as a JSON object: id, drop, actors, events, attributions.

    ``id`` is the id the article came with, else its own. A headline that stood beside the text and not in it has no
    line, so what rests on it alone is left out.
    """
    lines = _Lines(reading.document, reading.article.text)
    attributions = [(a, _attribution(a, lines)) for a in reading.attributions]
    placed = [(a, record) for a, record in attributions if record["content"]]
    speakers = {a.speaker for a, _ in placed}
    actors = [_actor(actor, lines) for actor in reading.actors]
    kept = [actor for actor in actors if actor["mentions"] or actor["id"] in speakers]
    names = {actor["id"]: f"a{number}" for number, actor in enumerate(kept, 1)}
    names |= {a.id: f"s{number}" for number, (a, _) in enumerate(placed, 1)}
    for actor in kept:
        actor["id"] = names[actor["id"]]
    for a, record in placed:
        record["id"] = names[a.id]
        record["speaker"] = names.get(a.speaker) if a.speaker else None
        record["about"] = [names[other] for other in a.about if other in names]
    return {
        "id": reading.article.given_id or reading.article.id,
        "drop": _drop(lines, reading.document.paragraphs),
        "actors": kept,
        "events": [],
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


def _actor(actor: Actor, lines: _Lines) -> dict[str, Any]:
    mentions = [pair for span in actor.mentions for pair in lines.of(span)]
    return {
        "id": actor.id,
        "name": actor.name,
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
