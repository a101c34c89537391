"""Events of an article that are one: of one type, by the same to the same, and not on different days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from menurut.code.network import Coded
from menurut.code.settle import Settled
from menurut.records import Actor


def merged(
    coded: Sequence[Coded], settled: Sequence[Settled], actors: Sequence[Actor]
) -> tuple[list[Coded], list[Settled]]:
    """The events with those that are one put together, and their dates and places.

    Actors count by their countries where they have one, as somebody who acts for a state is told now by name and now
    by the state's. Events that name nobody are left as they are.
    """
    events: list[Coded] = []
    times: list[Settled] = []
    for event, time in zip(coded, settled, strict=True):
        at = next((i for i, other in enumerate(events) if _one(event, other, time, times[i], actors)), None)
        if at is None:
            events.append(event)
            times.append(time)
            continue
        known = events[at].score >= event.score
        best, rest = (events[at], event) if known else (event, events[at])
        first, second = (times[at], time) if known else (time, times[at])
        events[at] = replace(best, triggers=best.triggers + rest.triggers)
        place = first if first.country is not None else second
        times[at] = Settled(first.date or second.date, place.place, place.country)
    return events, times


def _one(one: Coded, other: Coded, first: Settled, second: Settled, actors: Sequence[Actor]) -> bool:
    if one.type is not other.type or not (one.source or one.target):
        return False
    days = {time.date.value for time in (first, second) if time.date is not None and time.date.value is not None}
    return len(days) < 2 and all(
        _keys(mine, actors) == _keys(theirs, actors)
        for mine, theirs in ((one.source, other.source), (one.target, other.target))
    )


def _keys(side: Sequence[int], actors: Sequence[Actor]) -> set[str]:
    return {actors[number].country or actors[number].id for number in side}
