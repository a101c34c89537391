"""Which events are compared at all: those that share a key, of type, time and who, where or rare words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import combinations

from menurut.link.incidents.records import Sighting
from menurut.link.incidents.words import rarest
from menurut.records import ActorKind, EventType, Status

_GROUPS = (  # types that newsrooms, and coders, take for one another
    (EventType.ASSAULT, EventType.COERCE),
    (EventType.CONSULT, EventType.AGREE, EventType.COOPERATE, EventType.SUPPORT),
    (EventType.CONCEDE, EventType.RETREAT),
)
_WEEK = 7
_NARROW = 14  # days: a date that means more of them is taken for a stretch
_WIDE = 70  # and one that means more than these says little of when
_NEWS, _OLD = 9, 70  # days before its report in which an undated event is looked for: for news, and at most
_AHEAD = 120  # days after it, if it is planned
_WORDS, _TOPIC, _RARE = 4, 3, 5  # words of an event, and of its article, that make keys; of the event, that make pairs


def group_of(kind: EventType) -> str:
    """The name of the group of types in which an event of this type is compared."""
    return next((group[0] for group in _GROUPS if kind in group), kind).value


def window_of(seen: Sighting) -> tuple[int, int] | None:
    """The first and the last day (ordinals) on which the event may have been, ``None`` where nothing tells.

    A report is not earlier than what it tells as a fact; what it does not date is at most some weeks old.
    """
    ahead = seen.status in (Status.PLANNED, Status.POSSIBLE)
    told = seen.published
    if seen.when is not None and seen.when.last - seen.when.first <= _WIDE:
        first, last = seen.when.first, seen.when.last
        if told is not None and not ahead and first <= told:
            last = min(last, told)
        if last - first <= _NARROW:
            return first - 1, last + 1
        return first, last
    if seen.when is not None and (told is None or not seen.when.first <= told <= seen.when.last):
        return seen.when.first, seen.when.last
    if told is None:
        return None
    return (told - 3, told + _AHEAD) if ahead else (told - _OLD, told + 1)


def keys_of(seen: Sighting) -> frozenset[int]:
    """The keys of an event: 60-bit hashes, of which two reports of one happening share at least one."""
    group = group_of(seen.type)
    found = [f"{when} {what}" for when in _weeks(seen) for what in _whats(seen)]
    found += [f"{when} {what}" for when in _seasons(seen) for what in _pairs(seen)]
    found += _day(seen)
    return frozenset(_hash(f"{group} {key}") for key in found)


def _weeks(seen: Sighting) -> Iterator[str]:
    """The weeks in which it may have been; of an undated one those shortly before its report."""
    window = window_of(seen)
    if window is None:
        return
    first, last = window
    if seen.published is not None and last - first > _WIDE - 1:
        first, last = seen.published - _NEWS, seen.published + 1
    elif last - first > _WIDE - 1:
        return
    for week in range(first // _WEEK, last // _WEEK + 1):
        yield f"w{week}"


def _seasons(seen: Sighting) -> Iterator[str]:
    """The stretches of some weeks in which it may have been; what has no day at all is compared with its like."""
    window = window_of(seen)
    if window is None or window[1] - window[0] > 2 * _AHEAD:
        yield "any"
        return
    for season in range(window[0] // _WIDE, window[1] // _WIDE + 1):
        yield f"s{season}"


def _day(seen: Sighting) -> list[str]:
    """The day, for what is told on one day: with each state, and alone where it is long past."""
    when = seen.when
    if when is None or when.last != when.first:
        return []
    found = [f"d{when.first} {country}" for country in _countries(seen)]
    if seen.published is not None and seen.published - when.first > _WIDE:
        found.append(f"d{when.first}")
    return found


def _countries(seen: Sighting) -> list[str]:
    parties = (*seen.sources, *seen.targets)
    return sorted({c for c in (*(p.country for p in parties), seen.where.country) if c})


def _whats(seen: Sighting) -> Iterator[str]:
    """Who, where and what: actors with a name, pairs of countries, places, the rarest words."""
    for party in (*seen.sources, *seen.targets):
        if party.kind is not ActorKind.STATE:
            yield f"who {party.key}"
    for pair in combinations(_countries(seen), 2):
        yield f"states {'-'.join(pair)}"
    if seen.where.name:
        yield f"place {seen.where.name.lower()}"
    for word in rarest(seen.names.items(), _WORDS):
        yield f"name {word}"
    for word in rarest(seen.words.items(), _WORDS):
        yield f"word {word}"
    for word in rarest(seen.topic.items(), _TOPIC):
        yield f"name {word}"


def _pairs(seen: Sighting) -> Iterator[str]:
    """Pairs of the rarest words: what two reports share that say little of when."""
    words = rarest((seen.names | seen.near).items(), _RARE)
    words += [word for word in rarest(seen.topic.items(), _TOPIC) if word not in words]
    for pair in combinations(sorted(words), 2):
        yield " ".join(pair)


def _hash(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big") >> 4
