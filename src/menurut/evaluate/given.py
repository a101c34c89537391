"""How well dates and places are told of events that are given: the resolve step alone, by gold's own events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from menurut.annotate import annotate
from menurut.attribute import assign_speakers, attribute
from menurut.code.events import Known, telling_of
from menurut.code.network import load_events
from menurut.code.settle import settle
from menurut.config import Config
from menurut.errors import StepError
from menurut.evaluate.scores import Figure
from menurut.pipeline import clean
from menurut.records import Article, Document, Span, TextOrigin
from menurut.resolve import find_dates, find_places, resolve, understand
from menurut.resolve.dates import guideline_value
from menurut.resolve.inputs import ranges_of


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
    triggers = [ranges_of(annotation.words, own) for own in spans]
    understood = understand(document, annotation)
    found = resolve(document, annotation, config, understood)
    actors, attributions = assign_speakers(document, annotation, found, attribute(document, annotation, config))
    telling = telling_of(document, annotation, understood, Known(actors, attributions, dates, places))
    network = load_events(document.language, fast=config.fast)
    assert annotation.vectors is not None
    made = network.vectors(telling, annotation.vectors)
    settled = settle(telling, network, made, (dates, places), triggers, document.published)
    right = {"date_given": 0, "place_given": 0}
    for event, own, each in zip(events, spans, settled, strict=True):
        date = guideline_value(each.date) if each.date is not None else None
        right["date_given"] += bool(own) and date == event.get("date")
        right["place_given"] += bool(own) and each.country == event.get("place_country")
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
