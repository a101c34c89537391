"""Marked articles as the network learns from them: vectors and features of words, mentions as ranges of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menurut.annotate import annotate
from menurut.config import Config
from menurut.records import ActorKind, Annotation
from menurut.resolve import find_dates, find_places
from menurut.resolve.attach import Candidates, attach_features, date_candidates, place_candidates
from menurut.resolve.inputs import Mention, Seen, seen_of, words_at
from menurut.resolve.names import lines_of
from menurut.resolve.pairs import country_features, described, link_features
from menurut.resolve.tables import load_tables
from menurut.train.actors.marked import MarkedText
from menurut.train.attributions.marked import Place

KIND_NUMBER = {kind: i for i, kind in enumerate(ActorKind)}


@dataclass(frozen=True, slots=True)
class EventExample:
    """An event's words; the numbers of the candidates that are its date and its place (1 + theirs, 0 for none).

    -1 is an answer that is not among the candidates: nothing is learned from it. ``when`` and ``where`` are how the
    words stand to the candidates.
    """

    triggers: list[Mention]
    date: int
    place: int
    when: NDArray[np.float16]
    where: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Example:
    """An article. ``mentions`` in the order of the text; ``actor`` and ``kind`` are theirs.

    ``countries``: each mention's actor's; ``unsure``: words that are not told to begin no mention.
    """

    name: str
    vectors: NDArray[np.float16]
    seen: Seen
    mentions: list[Mention]
    actor: list[int]
    kind: list[int]
    countries: list[str | None]
    unsure: list[int]
    links: NDArray[np.float16]
    told: NDArray[np.float16]
    events: list[EventExample]
    dates: list[Mention]
    places: list[Mention]


def mentions_of(annotation: Annotation, text: MarkedText) -> list[tuple[Mention, int]]:
    """The mentions of an article as ranges of words, in order; of two that begin at one word the longer."""
    found: dict[int, tuple[Mention, int]] = {}
    for number, actor in enumerate(text.actors):
        for place in actor.places:
            words = words_at(annotation.words, *place)
            if words is None:
                continue
            known = found.get(words[0])
            if known is None or known[0][1] < words[1]:
                found[words[0]] = words, number
    return [found[first] for first in sorted(found)]


def _chosen(annotation: Annotation, wanted: Sequence[Place], spans: Sequence[Mention]) -> int:
    """The number of the candidate that stands where an annotator's words stand: 1 + its own, 0 for none, -1 unknown."""
    if not wanted:
        return 0
    for place in wanted:
        own = words_at(annotation.words, *place)
        for number, (first, last) in enumerate(spans):
            if own is not None and first <= own[1] and own[0] <= last:
                return number + 1
    return -1


def _events_of(
    text: MarkedText, annotation: Annotation, seen: Seen, dates: Candidates, places: Candidates
) -> list[EventExample]:
    found = []
    words = annotation.words
    for event in text.events:
        triggers = [own for place in event.triggers if (own := words_at(annotation.words, *place)) is not None]
        if triggers:
            when = attach_features(triggers, dates.spans, dates.sorts, words, seen).astype(np.float16)
            where = attach_features(triggers, places.spans, places.sorts, words, seen).astype(np.float16)
            date, place = (
                _chosen(annotation, wanted, candidates.spans)
                for wanted, candidates in ((event.date, dates), (event.where, places))
            )
            found.append(EventExample(triggers, date, place, when, where))
    return found


def example_of(text: MarkedText, fast: bool = False) -> Example:
    """An article as it is learned from; ``fast``: with the vectors of the fast setting."""
    document = text.document
    annotation = annotate(document, Config(fast=fast))
    assert annotation.vectors is not None
    tables = load_tables(document.language)
    seen = seen_of(document, annotation, lines_of(document, annotation, tables), tables)
    found = mentions_of(annotation, text)
    mentions = [mention for mention, _ in found]
    told = described(mentions, annotation.words, seen, tables)
    begins = {mention[0] for mention in mentions}
    unsure = {words[0] for place in text.unsure if (words := words_at(annotation.words, *place)) is not None}
    dates = date_candidates(find_dates(document, annotation), annotation.words)
    places = place_candidates(find_places(document, annotation), seen, annotation.words)
    return Example(
        document.article_id,
        annotation.vectors.astype(np.float16),
        seen,
        mentions,
        [number for _, number in found],
        [KIND_NUMBER[text.actors[number].kind] for _, number in found],
        [text.actors[number].country for _, number in found],
        sorted(unsure - begins),
        link_features(mentions, seen, told).astype(np.float16),
        country_features(mentions, seen).astype(np.float16),
        _events_of(text, annotation, seen, dates, places),
        dates.spans,
        places.spans,
    )


def all_examples(texts: Sequence[MarkedText], fast: bool = False) -> list[Example]:
    """The examples of all articles."""
    return [example_of(text, fast) for text in texts]
