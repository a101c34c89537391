"""The coding step: what happened, by whom to whom, when and where, how it is told, and who stands where on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from menurut.code.agreements import find_agreements
from menurut.code.contexts import contexts_of
from menurut.code.inputs import event_features, named_of, said_of
from menurut.code.merge import merged
from menurut.code.modes import mode_of, trigger_words
from menurut.code.network import Coded, Telling, load_events
from menurut.code.ontology import cameo
from menurut.code.patterns import Hit, find_hits
from menurut.code.positions import Standing, positions_of, standing_of
from menurut.code.quantities import find_quantities, quantities_of
from menurut.code.settle import Settled, settle
from menurut.code.syntax import Wording, wording_of
from menurut.config import Config
from menurut.ids import event_id
from menurut.records import (
    Actor,
    Agreement,
    Annotation,
    Attribution,
    DateMention,
    Document,
    Event,
    Place,
    Quantity,
    Span,
    Word,
)
from menurut.resolve.inputs import Mention
from menurut.resolve.understood import Understood


@dataclass(frozen=True, slots=True)
class Known:
    """What the steps before have found in an article."""

    actors: tuple[Actor, ...]
    attributions: tuple[Attribution, ...]
    dates: tuple[DateMention, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Happenings:
    """What the step finds: events, agreements, and the attributions with what they are about."""

    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]
    attributions: tuple[Attribution, ...]


def code_events(
    document: Document, annotation: Annotation, understood: Understood, known: Known, config: Config
) -> Happenings:
    """Code the events of an article.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences, words and names.
        understood: what ``understand`` makes of it.
        known: its actors, attributions (with speakers), dates and places.
        config: the settings; ``fast`` must be what the annotation was made with.

    Returns:
        One event for each distinct happening that an annotator would code, in the order of the text; the agreements
        that the article tells of; and its attributions, each with the events and attributions it is ``about``.

    Raises ``ValueError`` for an annotation without vectors (one that was read from a store).
    """
    if annotation.vectors is None:
        raise ValueError("events are read from an annotation with vectors, as annotate makes it")
    if not len(annotation.words):
        return Happenings((), (), known.attributions)
    network = load_events(document.language, fast=config.fast)
    wording = wording_of(annotation)
    telling = telling_of(document, annotation, understood, known, wording)
    made = network.vectors(telling, annotation.vectors)
    found = network.read(telling, made)
    triggers = [each.triggers for each in found]
    settled = settle(telling, network, made, (known.dates, known.places), triggers, document.published)
    coded, settled = merged(found, settled, known.actors)
    standing = standing_of(coded, telling.said, known.actors, annotation.words, document.language)
    coder = _Coder(document, annotation, known, telling.hits, wording)
    amounts = coder.quantities(coded)
    events = tuple(
        replace(
            coder.event(each, when_where),
            positions=positions_of(rows, known.actors, known.attributions),
            quantities=quantities,
        )
        for each, when_where, rows, quantities in zip(coded, settled, standing.positions, amounts, strict=True)
    )
    agreements = find_agreements(document, annotation, events, known.actors, known.dates, wording)
    return Happenings(events, agreements, _with_about(known.attributions, events, standing))


def telling_of(
    document: Document, annotation: Annotation, understood: Understood, known: Known, wording: Wording | None = None
) -> Telling:
    """What an article tells, as the network of events reads it."""
    words = annotation.words
    said, hits = said_of(known.attributions, words), find_hits(annotation, document.language, wording)
    signs = event_features(len(words), said, hits)
    return Telling(words, understood.seen, known.actors, named_of(known.actors, words), said, hits, signs)


class _Coder:
    """Makes the events of one article."""

    def __init__(
        self, document: Document, annotation: Annotation, known: Known, hits: Sequence[Hit], wording: Wording
    ) -> None:
        self._document, self._annotation, self._known, self._hits = document, annotation, known, hits
        self._wording = wording
        self._sentence = [n for n, s in enumerate(annotation.sentences) for _ in range(s.first_word, s.last_word)]

    def event(self, coded: Coded, settled: Settled) -> Event:
        """An event with all that its words, its actors, its date and its place tell."""
        actors = self._known.actors
        triggers = tuple(self._span(each) for each in coded.triggers)
        mode = self._mode(coded)
        parts = [actors[number] for number in (*coded.source, *coded.target)]
        return Event(
            event_id(self._document.article_id, coded.type, triggers),
            self._document.article_id,
            coded.type,
            triggers,
            tuple(actors[number].id for number in coded.source),
            tuple(actors[number].id for number in coded.target),
            coded.status,
            round(coded.score, 4),
            mode,
            contexts_of(coded.type, mode, self._told_by(coded), parts, self._document.language),
            cameo(coded.type, mode, coded.status),
            settled.date.id if settled.date is not None else None,
            settled.place.id if settled.place is not None else None,
            settled.country,
        )

    def quantities(self, coded: Sequence[Coded]) -> list[tuple[Quantity, ...]]:
        """The quantities of each event."""
        rows = sorted((trigger, number) for number, each in enumerate(coded) for trigger in each.triggers)
        found = find_quantities(self._document, self._annotation, self._wording)
        kinds = [coded[number].type for _, number in rows]
        given = quantities_of(found, [trigger for trigger, _ in rows], self._annotation, kinds)
        amounts: list[list[Quantity]] = [[] for _ in coded]
        for (_, number), own in zip(rows, given, strict=True):
            amounts[number].extend(own)
        return [tuple(sorted(own, key=lambda each: each.span.start)) for own in amounts]

    def _span(self, mention: Mention) -> Span:
        words = self._annotation.words
        return self._document.span(words[mention[0]].start, words[mention[1]].end)

    def _mode(self, coded: Coded) -> str | None:
        """What the pattern or the words of a trigger tell, of the best one that tells it."""
        kind, code = coded.type, self._document.language
        for first, last in coded.triggers:
            own = (h.pattern for h in self._hits if h.first <= last and first <= h.last)
            by_pattern = next((pattern.mode for pattern in own if pattern.type is kind and pattern.mode), None)
            words = trigger_words(self._annotation, first, last, kind, code, self._wording.children)
            mode = mode_of(kind, by_pattern, words, code)
            if mode is not None:
                return mode
        return None

    def _told_by(self, coded: Coded) -> list[Word]:
        """The words of the sentences that report an event."""
        numbers = sorted({self._sentence[first] for first, _ in coded.triggers})
        sentences = [self._annotation.sentences[number] for number in numbers]
        return [word for s in sentences for word in self._annotation.words[s.first_word : s.last_word]]


def _with_about(
    attributions: Sequence[Attribution], events: Sequence[Event], standing: Standing
) -> tuple[Attribution, ...]:
    return tuple(
        replace(
            attribution,
            about=(*(attributions[i].id for i in standing.sayings[number]), *(events[i].id for i in own)),
        )
        for number, (attribution, own) in enumerate(zip(attributions, standing.events, strict=True))
    )
