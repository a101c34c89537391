"""What speaks for and against two reports being on one happening, as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from menurut.link.incidents.keys import window_of
from menurut.link.incidents.records import Amount, Party, Sighting, Spot
from menurut.link.incidents.words import cosine, like, shared
from menurut.records import ActorKind, Status

NAMES = (
    "same_type",
    "same_mode",
    "other_mode",
    "same_days",
    "near_days",
    "other_days",
    "days_apart",
    "undated",
    "told_apart",
    "told_later",
    "outside",
    "same_place",
    "other_place",
    "same_country",
    "other_country",
    "sources",
    "other_sources",
    "targets",
    "other_targets",
    "crossed",
    "states",
    "other_states",
    "amounts",
    "other_amounts",
    "names",
    "names_share",
    "no_names",
    "far_and_other",
    "words",
    "words_share",
    "near",
    "near_share",
    "none_near",
    "triggers",
    "topic",
    "topic_squared",
    "topic_near",
    "sides_near",
    "other_language",
    "names_across",
    "sides_across",
    "planned",
    "one_status",
)
_EXACT = 3  # days: a date of at most so many is exact
_NEAR_KM, _FAR_KM = 40.0, 120.0
_ENOUGH = 3.0  # rare words that count in full


def features_of(first: Sighting, second: Sighting) -> list[float]:
    """The features of two events, in the order of ``NAMES``, most between 0 and 1; the same for both orders."""
    found = dict.fromkeys(NAMES, 0.0)
    found["same_type"] = float(first.type is second.type)
    if first.mode and second.mode and first.type is second.type:
        found["same_mode" if first.mode == second.mode else "other_mode"] = 1.0
    _days(first, second, found)
    _places(first.where, second.where, found)
    _sides(first, second, found)
    _amounts(first.amounts, second.amounts, found)
    _words(first, second, found)
    ahead = [seen.status in (Status.PLANNED, Status.POSSIBLE) for seen in (first, second)]
    found["planned"] = float(ahead[0] != ahead[1])
    found["one_status"] = float(first.status is second.status)
    return [found[name] for name in NAMES]


def may_be_one(first: Sighting, second: Sighting) -> bool:
    """Whether two events may be the same incident at all: of two articles, and of days that may be the same."""
    if first.article == second.article:
        return False
    windows = window_of(first), window_of(second)
    if windows[0] is None or windows[1] is None:
        return True
    return max(windows[0][0], windows[1][0]) <= min(windows[0][1], windows[1][1])


def _days(first: Sighting, second: Sighting, found: dict[str, float]) -> None:
    one, other = first.when, second.when
    exact = [when is not None and when.last - when.first < _EXACT for when in (one, other)]
    if one is not None and other is not None and all(exact):
        gap = max(one.first, other.first) - min(one.last, other.last)
        found["same_days" if gap <= 0 else "near_days" if gap == 1 else "other_days"] = 1.0
        found["days_apart"] = min(max(gap - 1, 0), 7) / 7
    else:
        found["undated"] = 1.0 if not any(exact) else 0.5
    if first.published is not None and second.published is not None:
        found["told_apart"] = math.log1p(abs(first.published - second.published)) / 3
        for seen, when in ((first, other), (second, one)):
            if seen.when is None and when is not None and seen.published is not None:
                found["told_later"] = min(math.log1p(max(0, seen.published - when.last)) / 3, 1.5)
            # What one tells as a fact cannot be on a day after it, whatever the other says.
            late = when is not None and seen.published is not None and when.first > seen.published
            if late and seen.status not in (Status.PLANNED, Status.POSSIBLE):
                found["outside"] = 1.0


def _places(one: Spot, other: Spot, found: dict[str, float]) -> None:
    if one.country and other.country:
        found["same_country" if one.country == other.country else "other_country"] = 1.0
    if not one.name or not other.name:
        return
    if one.name.lower() == other.name.lower():
        found["same_place"] = 1.0
        return
    apart = _kilometres(one, other)
    if apart is not None and apart <= _NEAR_KM:
        found["same_place"] = 0.7
    elif apart is not None and apart >= _FAR_KM:
        found["other_place"] = 1.0


def _kilometres(one: Spot, other: Spot) -> float | None:
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(one.longitude - other.longitude)
    inner = math.sin(north) * math.sin(south) + math.cos(north) * math.cos(south) * math.cos(east)
    return 6371.0 * math.acos(max(-1.0, min(1.0, inner)))


def _sides(first: Sighting, second: Sighting, found: dict[str, float]) -> None:
    for name, one, other in (
        ("sources", first.sources, second.sources),
        ("targets", first.targets, second.targets),
    ):
        if one and other:
            found[name] = _alike(one, other)
            found[f"other_{name}"] = float(found[name] == 0.0)
    crossed = [
        _alike(one, other)
        for one, other in ((first.sources, second.targets), (first.targets, second.sources))
        if one and other
    ]
    found["crossed"] = max(crossed, default=0.0)
    mine, theirs = ({p.country for p in (*s.sources, *s.targets) if p.country} for s in (first, second))
    if mine and theirs:
        found["states"] = len(mine & theirs) / len(mine | theirs)
        found["other_states"] = float(not mine & theirs)


def _alike(one: Sequence[Party], other: Sequence[Party]) -> float:
    """How well the parties of the shorter side are found on the other, from 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(max(_same(party, each) for each in other) for party in one) / len(one)


def _same(one: Party, other: Party) -> float:
    if one.key == other.key:
        return 1.0
    if one.country and one.country == other.country:
        # A state acts by its government: "Iran" and "Menlu Iran" may be one and the same doing.
        return 0.6 if ActorKind.STATE in (one.kind, other.kind) else 0.3
    mine, theirs = set(one.name.lower().split()), set(other.name.lower().split())
    both = mine & theirs
    return 0.5 * len(both) / min(len(mine), len(theirs)) if both else 0.0


def _amounts(one: Sequence[Amount], other: Sequence[Amount], found: dict[str, float]) -> None:
    """Whether numbers of one unit are close; that they are not speaks little against it (3 or 5 dead)."""
    pairs = [(a, b) for a in one for b in other if a.unit == b.unit]
    if pairs:
        nearest = min(_ratio(a, b) for a, b in pairs)
        found["amounts"] = 1.0 if nearest <= 1.05 else 0.5 if nearest <= 1.3 else 0.0
        found["other_amounts"] = float(nearest > 2.5)


def _ratio(one: Amount, other: Amount) -> float:
    mine, theirs = (a.low if a.low is not None else a.high or 0.0 for a in (one, other))
    low, high = min(mine, theirs), max(mine, theirs)
    return (high + 0.5) / (low + 0.5) if low != high else 1.0


def _words(first: Sighting, second: Sighting, found: dict[str, float]) -> None:
    both, share = shared(first.names, second.names)
    found["names"], found["names_share"] = min(both / _ENOUGH, 1.0), share
    found["no_names"] = float(bool(first.names and second.names) and not both)
    found["far_and_other"] = found["no_names"] * max(found["other_place"], found["other_country"])
    if first.language == second.language:
        both, share = shared(first.words, second.words)
        found["words"], found["words_share"] = min(both / _ENOUGH, 1.0), share
        found["triggers"] = float(any(like(one, other) for one in first.triggers for other in second.triggers))
    near = (first.near, second.near)
    if first.language != second.language:
        found["other_language"] = 1.0
        found["names_across"] = found["names_share"]
        found["sides_across"] = (found["sources"] + found["targets"]) / 2
        near = _named(first), _named(second)
    both, share = shared(*near)
    found["near"], found["near_share"] = min(both / _ENOUGH, 1.0), share
    found["none_near"] = float(all(near) and not both)
    found["topic"] = cosine(first.topic, second.topic)
    found["topic_squared"] = found["topic"] ** 2
    close = max(found["near_share"], found["names_share"])
    found["topic_near"] = found["topic"] * close
    found["sides_near"] = (found["sources"] + found["targets"]) / 2 * close


def _named(seen: Sighting) -> dict[str, float]:
    """The names that stand close to the words that report it."""
    return {word: value for word, value in seen.near.items() if word in seen.names}
