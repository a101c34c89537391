"""What speaks for and against two reports being on one happening, as numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from menurut.link.incidents.keys import window_of
from menurut.link.incidents.records import Amount, Days, Party, Sighting, Spot
from menurut.link.incidents.words import any_alike, cosine
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


_NOTHING = dict.fromkeys(NAMES, 0.0)
_in_order = itemgetter(*NAMES)


@dataclass(frozen=True, slots=True)
class Doer:
    """A source or a target of an event, with the words of its name."""

    party: Party
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Weighed:
    """Rare words with how rare each is, and how rare they are in all."""

    of: dict[str, float]
    total: float


@dataclass(frozen=True, slots=True)
class Compared:
    """An event with what every comparison needs of it: made once, for an event is compared with many.

    ``window`` is from ``window_of``. ``ahead``: told as planned or possible. ``exact``: dated to a few days. ``named``
    are the names that stand close to the words that report it.
    """

    seen: Sighting
    window: tuple[int, int] | None
    ahead: bool
    exact: bool
    sources: tuple[Doer, ...]
    targets: tuple[Doer, ...]
    countries: frozenset[str]
    names: Weighed
    words: Weighed
    near: Weighed
    named: Weighed


def compared(seen: Sighting) -> Compared:
    """An event as it is compared with others."""
    parties = (*seen.sources, *seen.targets)
    named = {word: value for word, value in seen.near.items() if word in seen.names}
    return Compared(
        seen,
        window_of(seen),
        seen.status in (Status.PLANNED, Status.POSSIBLE),
        seen.when is not None and seen.when.last - seen.when.first < _EXACT,
        tuple(map(_doer, seen.sources)),
        tuple(map(_doer, seen.targets)),
        frozenset(party.country for party in parties if party.country),
        *(Weighed(words, math.fsum(words.values())) for words in (seen.names, seen.words, seen.near, named)),
    )


def _doer(party: Party) -> Doer:
    return Doer(party, frozenset(party.name.lower().split()))


def features_of(first: Compared, second: Compared) -> tuple[float, ...]:
    """The features of two events, in the order of ``NAMES``, most between 0 and 1; the same for both orders."""
    found, one, other = _NOTHING.copy(), first.seen, second.seen
    if one.type is other.type:
        found["same_type"] = 1.0
        if one.mode and other.mode:
            found["same_mode" if one.mode == other.mode else "other_mode"] = 1.0
    _days(first, second, found)
    _places(one.where, other.where, found)
    _sides(first, second, found)
    if one.amounts and other.amounts:
        _amounts(one.amounts, other.amounts, found)
    _words(first, second, found)
    found["planned"] = float(first.ahead != second.ahead)
    found["one_status"] = float(one.status is other.status)
    features: tuple[float, ...] = _in_order(found)
    return features


def may_be_one(first: Compared, second: Compared) -> bool:
    """Whether two events may be the same incident at all: of two articles, and of days that may be the same."""
    if first.seen.article == second.seen.article:
        return False
    one, other = first.window, second.window
    return one is None or other is None or (one[0] <= other[1] and other[0] <= one[1])


def _days(first: Compared, second: Compared, found: dict[str, float]) -> None:
    one, other = first.seen.when, second.seen.when
    if one is not None and other is not None and first.exact and second.exact:
        gap = max(one.first, other.first) - min(one.last, other.last)
        found["same_days" if gap <= 0 else "near_days" if gap == 1 else "other_days"] = 1.0
        found["days_apart"] = min(max(gap - 1, 0), 7) / 7
    else:
        found["undated"] = 0.5 if first.exact or second.exact else 1.0
    if first.seen.published is not None and second.seen.published is not None:
        found["told_apart"] = math.log1p(abs(first.seen.published - second.seen.published)) / 3
        _told(first, other, found)
        _told(second, one, found)


def _told(event: Compared, when: Days | None, found: dict[str, float]) -> None:
    """How the report of an event stands to the days ``when`` of the other one."""
    told = event.seen.published
    if when is None or told is None:
        return
    if event.seen.when is None:
        found["told_later"] = min(math.log1p(max(0, told - when.last)) / 3, 1.5)
    # What one tells as a fact cannot be on a day after it, whatever the other says.
    if when.first > told and not event.ahead:
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


def _sides(first: Compared, second: Compared, found: dict[str, float]) -> None:
    if first.sources and second.sources:
        found["sources"] = _alike(first.sources, second.sources)
        found["other_sources"] = float(found["sources"] == 0.0)
    if first.targets and second.targets:
        found["targets"] = _alike(first.targets, second.targets)
        found["other_targets"] = float(found["targets"] == 0.0)
    if first.sources and second.targets:
        found["crossed"] = _alike(first.sources, second.targets)
    if first.targets and second.sources:
        found["crossed"] = max(found["crossed"], _alike(first.targets, second.sources))
    mine, theirs = first.countries, second.countries
    if mine and theirs:
        both = len(mine & theirs)
        found["states"] = both / (len(mine) + len(theirs) - both)
        found["other_states"] = float(not both)


def _alike(one: Sequence[Doer], other: Sequence[Doer]) -> float:
    """How well the parties of the shorter side are found on the other, from 0 to 1."""
    if len(one) == len(other) == 1:
        return _same(one[0], other[0])
    if len(other) < len(one):
        one, other = other, one
    return sum(max(_same(doer, each) for each in other) for doer in one) / len(one)


def _same(one: Doer, other: Doer) -> float:
    mine, theirs = one.party, other.party
    if mine.key == theirs.key:
        return 1.0
    if mine.country and mine.country == theirs.country:
        # A state acts by its government: "Iran" and "Menlu Iran" may be one and the same doing.
        return 0.6 if ActorKind.STATE in (mine.kind, theirs.kind) else 0.3
    if one.words.isdisjoint(other.words):
        return 0.0
    return 0.5 * len(one.words & other.words) / min(len(one.words), len(other.words))


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


def _words(first: Compared, second: Compared, found: dict[str, float]) -> None:
    one, other = first.seen, second.seen
    both, share = _shared(first.names, second.names)
    found["names"], found["names_share"] = min(both / _ENOUGH, 1.0), share
    if one.names and other.names and not both:
        found["no_names"] = 1.0
        found["far_and_other"] = max(found["other_place"], found["other_country"])
    near = first.near, second.near
    if one.language == other.language:
        both, share = _shared(first.words, second.words)
        found["words"], found["words_share"] = min(both / _ENOUGH, 1.0), share
        found["triggers"] = float(any_alike(one.triggers, other.triggers))
    else:
        found["other_language"] = 1.0
        found["names_across"] = found["names_share"]
        found["sides_across"] = (found["sources"] + found["targets"]) / 2
        near = first.named, second.named
    both, share = _shared(*near)
    found["near"], found["near_share"] = min(both / _ENOUGH, 1.0), share
    found["none_near"] = float(bool(near[0].of and near[1].of) and not both)
    found["topic"] = cosine(one.topic, other.topic)
    found["topic_squared"] = found["topic"] ** 2
    close = max(found["near_share"], found["names_share"])
    found["topic_near"] = found["topic"] * close
    found["sides_near"] = (found["sources"] + found["targets"]) / 2 * close


def _shared(first: Weighed, second: Weighed) -> tuple[float, float]:
    """How rare the common words are in all, and the share that they are of all words of the shorter one."""
    common = first.of.keys() & second.of.keys()
    if not common:
        return 0.0, 0.0
    both, least = math.fsum(map(first.of.__getitem__, common)), min(first.total, second.total)
    return both, both / least if least else 0.0
