"""When and where an event happened: the date and the place of its article that its words choose, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from menurut.config import Config
from menurut.records import Annotation, DateMention, Document, Place, Span
from menurut.resolve.attach import attach_features, date_candidates, place_candidates
from menurut.resolve.inputs import seen_of, words_at
from menurut.resolve.names import lines_of
from menurut.resolve.network import load_actors
from menurut.resolve.tables import load_tables


@dataclass(frozen=True, slots=True)
class Settled:
    """An event's date, place and country, ``None`` where the text tells none; a country may stand without a place."""

    date: DateMention | None
    place: Place | None
    country: str | None


def settle(
    document: Document,
    annotation: Annotation,
    dates: Sequence[DateMention],
    places: Sequence[Place],
    events: Sequence[Sequence[Span]],
    config: Config,
) -> tuple[Settled, ...]:
    """The date and the place of each event.

    Args:
        document: the cleaned article.
        annotation: its words with their vectors.
        dates: its dates (``find_dates``).
        places: its places (``find_places``).
        events: for each event the words that report it.
        config: the settings; ``fast`` must be what the annotation was made with.

    Raises ``ValueError`` for an annotation without vectors (one that was read from a store).
    """
    if annotation.vectors is None:
        raise ValueError("events are settled from an annotation with vectors, as annotate makes it")
    if not len(annotation.words):
        return tuple(Settled(None, None, None) for _ in events)
    tables, words = load_tables(document.language), annotation.words
    seen = seen_of(document, annotation, lines_of(document, annotation, tables), tables)
    network = load_actors(document.language, fast=config.fast)
    made, _ = network.vectors(seen, annotation.vectors)
    when, where = date_candidates(dates, words), place_candidates(places, seen, words)
    found = []
    for spans in events:
        triggers = [own for span in spans if (own := words_at(words, span.start, span.end)) is not None]
        day = network.attach(
            made, triggers, when.spans, attach_features(triggers, when.spans, when.sorts, words, seen), "when"
        )
        spot = network.attach(
            made, triggers, where.spans, attach_features(triggers, where.spans, where.sorts, words, seen), "where"
        )
        date = dates[when.which[day]] if day >= 0 else None
        place = places[where.which[spot]] if spot >= 0 and where.which[spot] >= 0 else None
        found.append(Settled(date, place, where.countries[spot] if spot >= 0 else None))
    return tuple(found)
