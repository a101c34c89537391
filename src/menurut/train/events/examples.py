"""Annotated articles as the network of events learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from menurut.annotate import annotate
from menurut.attribute import assign_speakers, attribute
from menurut.code.attach import attach_features, date_candidates, place_candidates
from menurut.code.inputs import TYPES, event_features, input_features, named_of, said_of
from menurut.code.pairs import role_features, same_features
from menurut.code.patterns import find_hits
from menurut.config import Config
from menurut.records import Annotation, EventType, Status, Word
from menurut.resolve import find_dates, find_places, resolve, understand
from menurut.resolve.inputs import Mention, words_at
from menurut.train.actors.marked import MarkedEvent, MarkedText
from menurut.train.attributions.marked import Place

_STATUSES = list(Status)
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Happened:
    """An event: the numbers of its triggers, its status, and who of the article's actors is source and target.

    ``date`` and ``place`` are the numbers of the candidates that are its date and its place (1 + theirs, 0 for none);
    -1 is an answer that is not told or not among the candidates: nothing is learned from it. ``when`` and ``where``
    are how its triggers stand to the candidates.
    """

    triggers: list[int]
    status: int
    source: list[int]
    target: list[int]
    date: int
    place: int
    when: Halves
    where: Halves


@dataclass(frozen=True, slots=True)
class ArticleExample:
    """An article. ``triggers`` in the order of the text; ``types`` and ``event`` are theirs.

    ``mentions`` and ``actor`` (their numbers) are those that the resolve step finds, as the coding step will see them.
    """

    name: str
    vectors: Halves
    features: Halves  # words x INPUT_WIDTH
    signs: Halves  # words x EVENT_WIDTH
    triggers: list[Mention]
    types: list[int]
    event: list[int]
    events: list[Happened]
    mentions: list[Mention]
    actor: list[int]
    roles: Halves  # triggers x mentions x ROLES
    same: Halves  # triggers x triggers x SAME
    dates: list[Mention]
    places: list[Mention]


def _matched(text: MarkedText, annotation: Annotation, mentions: Sequence[Mention], actor: Sequence[int]) -> list[int]:
    """For each annotated actor the number of the found one that shares most words with it, -1 for none."""
    of: dict[int, int] = {}
    for (first, last), number in zip(mentions, actor, strict=True):
        of.update(dict.fromkeys(range(first, last + 1), number))
    found = []
    for own in text.actors:
        counts: dict[int, int] = {}
        for place in own.places:
            words = words_at(annotation.words, *place)
            for word in range(words[0], words[1] + 1) if words is not None else ():
                if word in of:
                    counts[of[word]] = counts.get(of[word], 0) + 1
        found.append(max(counts, key=lambda number: (counts[number], -number)) if counts else -1)
    return found


def _chosen(words: Sequence[Word], wanted: Sequence[Place], spans: Sequence[Mention]) -> int:
    """The number of the candidate that stands where an annotator's words stand: 1 + its own, 0 for none, -1 unknown."""
    if not wanted:
        return 0
    for place in wanted:
        own = words_at(words, *place)
        for number, (first, last) in enumerate(spans):
            if own is not None and first <= own[1] and own[0] <= last:
                return number + 1
    return -1


def _rows(text: MarkedText, words: Sequence[Word]) -> list[tuple[Mention, int, int]]:
    """The triggers with their events and types, in the order of the text; of two at one word the first event's."""
    rows: dict[int, tuple[Mention, int, int]] = {}
    for number, event in enumerate(text.events):
        for place in event.triggers:
            own = words_at(words, *place)
            if own is not None:
                rows.setdefault(own[0], (own, number, TYPES.index(EventType(event.type))))
    return [rows[first] for first in sorted(rows)]


def article_example(text: MarkedText, fast: bool = False, bare: bool = False) -> ArticleExample:
    """An article as it is learned from.

    ``fast``: with the vectors of the fast setting. ``bare``: neither status nor date nor place of its events is told.
    """
    document, config = text.document, Config(fast=fast)
    annotation = annotate(document, config)
    assert annotation.vectors is not None
    words = annotation.words
    understood = understand(document, annotation)
    found = resolve(document, annotation, config, understood)
    actors, attributions = assign_speakers(document, annotation, found, attribute(document, annotation, config))
    said, hits, named = said_of(attributions, words), find_hits(annotation, document.language), named_of(actors, words)
    rows, seen = _rows(text, words), understood.seen
    triggers, types = [row[0] for row in rows], np.array([row[2] for row in rows], dtype=np.int64)
    roles = role_features(triggers, types, named, actors, words, seen, said, hits)
    signs = event_features(len(words), said, hits)
    dates = date_candidates(find_dates(document, annotation), words, document.published)
    places = place_candidates(find_places(document, annotation), seen, words)
    matched = _matched(text, annotation, named.mentions, named.actor.tolist())
    cues = [each.cue for each in said if each.cue is not None]

    def happened(number: int) -> Happened:
        event: MarkedEvent = text.events[number]
        own = [i for i, row in enumerate(rows) if row[1] == number]
        spans = [triggers[i] for i in own]
        when, where = (attach_features(spans, each, words, seen, cues).astype(np.float16) for each in (dates, places))
        date, place = (_chosen(words, w, c.spans) for w, c in ((event.date, dates), (event.where, places)))
        status = _STATUSES.index(Status(event.status))
        if bare:
            status, date, place = -1, -1, -1
        source, target = (sorted({matched[a] for a in side} - {-1}) for side in (event.source, event.target))
        return Happened(own, status, source, target, date, place, when, where)

    return ArticleExample(
        document.article_id,
        annotation.vectors.astype(np.float16),
        input_features(seen, signs, named, actors).astype(np.float16),
        signs.astype(np.float16),
        triggers,
        types.tolist(),
        [row[1] for row in rows],
        [happened(number) for number in sorted({row[1] for row in rows})],
        named.mentions,
        named.actor.tolist(),
        roles.astype(np.float16),
        same_features(triggers, types, words, seen, hits, named).astype(np.float16),
        dates.spans,
        places.spans,
    )
