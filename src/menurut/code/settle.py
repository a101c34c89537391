"""When and where an event happened: the date and the place of its article that its words choose, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from menurut.code.attach import attach_features, date_candidates, place_candidates
from menurut.code.network import EventNetwork, Telling
from menurut.records import DateMention, Place
from menurut.resolve.inputs import Floats, Mention
from menurut.resolve.network import pool


@dataclass(frozen=True, slots=True)
class Settled:
    """An event's date, place and country, ``None`` where the text tells none; a country may stand without a place."""

    date: DateMention | None
    place: Place | None
    country: str | None


def settle(
    telling: Telling,
    network: EventNetwork,
    made: Floats,
    known: tuple[Sequence[DateMention], Sequence[Place]],
    events: Sequence[Sequence[Mention]],
    published: str | None,
) -> list[Settled]:
    """The date and the place of each event.

    Args:
        telling: the article as the network reads it.
        network: that of its language.
        made: what it makes of the words.
        known: the article's dates (``find_dates``) and places (``find_places``).
        events: for each event the first and last word of each of its triggers.
        published: the day of publication, ISO 8601, if known.
    """
    words, seen, (dates, places) = telling.words, telling.seen, known
    cues = [each.cue for each in telling.said if each.cue is not None]
    when, where = date_candidates(dates, words, published), place_candidates(places, seen, words)
    every = [trigger for triggers in events for trigger in triggers]
    if not every:
        return []
    pooled = pool(made, every)
    days, spots = (pool(made, each.spans) if each.spans else made[:0] for each in (when, where))
    to_days, to_spots = (attach_features(every, each, words, seen, cues) for each in (when, where))
    found, first = [], 0
    for triggers in events:
        own = slice(first, first + len(triggers))
        first = own.stop
        day = network.attach(pooled[own], days, to_days[own], "when")
        spot = network.attach(pooled[own], spots, to_spots[own], "where")
        date = dates[when.which[day]] if day >= 0 else None
        place = places[where.which[spot]] if spot >= 0 and where.which[spot] >= 0 else None
        found.append(Settled(date, place, where.countries[spot] if spot >= 0 else None))
    return found
