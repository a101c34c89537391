"""How well dates and places are told of events that are given: the resolve step alone, by gold's own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from menurut.annotate import annotate
from menurut.config import Config
from menurut.errors import StepError
from menurut.evaluate.scores import Figure
from menurut.pipeline import clean
from menurut.records import Article, Document, Span, TextOrigin
from menurut.resolve import find_dates, find_places
from menurut.resolve.dates import guideline_value
from menurut.resolve.settle import settle


def score_given(article: Article, gold: Mapping[str, Any], config: Config) -> dict[str, Figure]:
    """The figures of one article: of gold's events, the dates and the countries of the places that are told right.

    A date counts in the annotators' form (day, month or year), and an event without one counts as well: it must be
    given none. Events none of whose words stand in the document are wrong.
    """
    events = gold.get("events", [])
    if not events:
        return {}
    none = {"date_given": Figure(0, len(events), len(events)), "place_given": Figure(0, len(events), len(events))}
    try:
        document = clean(article, config)
    except StepError:
        return none
    annotation = annotate(document, config)
    dates, places = find_dates(document, annotation), find_places(document, annotation)
    spans = [spans_of(document, article.text, event["mentions"]) for event in events]
    found = settle(document, annotation, dates, places, spans, config)
    right = {"date_given": 0, "place_given": 0}
    for event, own, settled in zip(events, spans, found, strict=True):
        date = guideline_value(settled.date) if settled.date is not None else None
        right["date_given"] += bool(own) and date == event.get("date")
        right["place_given"] += bool(own) and settled.country == event.get("place_country")
    return {name: Figure(hits, len(events), len(events)) for name, hits in right.items()}


def spans_of(document: Document, raw: str, pairs: Sequence[Sequence[Any]]) -> list[Span]:
    """The places in a document of ``[line, words]`` pairs of the raw text; words that stand nowhere are left out."""
    starts = [0]
    while (newline := raw.find("\n", starts[-1])) >= 0:
        starts.append(newline + 1)
    found = []
    for number, words in pairs:
        if not 1 <= number <= len(starts):
            continue
        begin = starts[number - 1]
        end = starts[number] if number < len(starts) else len(raw)
        for paragraph in document.kept():
            if paragraph.origin is not TextOrigin.TEXT or paragraph.raw_start >= end or paragraph.raw_end <= begin:
                continue
            at = document.text.find(words, paragraph.start, paragraph.end)
            if at >= 0:
                found.append(document.span(at, at + len(words)))
                break
    return found
