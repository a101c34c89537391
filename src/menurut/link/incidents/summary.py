"""What an incident is, from its events: of what type, when, where, by whom, as most independent sources tell it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from menurut.ids import digest
from menurut.link.incidents.records import Party, Sighting, Spot
from menurut.records import Precision, Status

_Value = TypeVar("_Value", bound=Hashable)
_EXACT = 3  # days: a date of at most so many goes before every wider one
_ORDER = (Status.ATTRIBUTED, Status.PLANNED, Status.NEGATED, Status.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Member:
    """An event of an incident: as it is compared, its independent source, and its intensity and quad class."""

    seen: Sighting
    source: str
    intensity: float
    quad: str


@dataclass(frozen=True, slots=True)
class Doer:
    """An actor of an incident and how many independent sources name it in this role."""

    role: str
    party: Party
    sources: int


@dataclass(frozen=True, slots=True)
class Incident:
    """The same happening across articles. Days are ISO 8601; ``reported`` is that of the earliest report."""

    id: str
    type: str
    mode: str | None
    status: Status
    first: str | None
    last: str | None
    precision: Precision | None
    reported: str | None
    where: Spot
    intensity: float
    quad: str
    events: tuple[str, ...]
    articles: int
    sources: int
    doers: tuple[Doer, ...]


def incident_id(members: Iterable[Sighting]) -> str:
    """The id of an incident: that of the event that was reported first, of several on one day the least."""
    first = min(members, key=lambda seen: (seen.published is None, seen.published or 0, seen.event))
    return digest(("incident", first.event))


def incident_of(members: Sequence[Member]) -> Incident:
    """The incident that these events report, in whatever order they come."""
    members = sorted(members, key=lambda member: member.seen.event)
    sights = [member.seen for member in members]
    kind, mode = _most(members, lambda m: (m.seen.type.value, m.seen.mode or ""))
    like = next(m for m in members if (m.seen.type.value, m.seen.mode or "") == (kind, mode))
    first, last, precision = _when(members)
    told = [seen.published for seen in sights if seen.published is not None]
    return Incident(
        incident_id(sights),
        kind,
        mode or None,
        _status(members),
        first,
        last,
        precision,
        _iso(min(told)) if told else None,
        _where(members),
        like.intensity,
        like.quad,
        tuple(seen.event for seen in sights),
        len({seen.article for seen in sights}),
        len({member.source for member in members}),
        (*_doers(members, "source"), *_doers(members, "target")),
    )


def _votes(members: Iterable[Member], value: Callable[[Member], _Value | None]) -> dict[_Value, set[str]]:
    votes: dict[_Value, set[str]] = {}
    for member in members:
        told = value(member)
        if told is not None:
            votes.setdefault(told, set()).add(member.source)
    return votes


def _most(members: Iterable[Member], value: Callable[[Member], tuple[str, str]]) -> tuple[str, str]:
    """The pair of most sources; of those with as many one whose second half is told, then the first by alphabet."""
    votes = _votes(members, value)
    firsts: dict[str, set[str]] = {}
    for (first, _), sources in votes.items():
        firsts.setdefault(first, set()).update(sources)
    best = min(firsts, key=lambda each: (-len(firsts[each]), each))
    return min((pair for pair in votes if pair[0] == best), key=lambda pair: (not pair[1], -len(votes[pair]), pair))


def _status(members: Sequence[Member]) -> Status:
    votes = {status: len(sources) for status, sources in _votes(members, lambda m: m.seen.status).items()}
    actual = votes.get(Status.ACTUAL, 0)
    if actual and actual >= votes.get(Status.NEGATED, 0):
        return Status.ACTUAL
    return min((s for s in _ORDER if s in votes), key=lambda s: (-votes[s], _ORDER.index(s)))


def _when(members: Sequence[Member]) -> tuple[str | None, str | None, Precision | None]:
    votes = _votes(members, lambda m: m.seen.when)
    if not votes:
        return None, None, None
    best = min(
        votes,
        key=lambda when: (
            when.last - when.first >= _EXACT,
            -len(votes[when]),
            when.last - when.first,
            when.first,
            when.precision,
        ),
    )
    return _iso(best.first), _iso(best.last), best.precision


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _where(members: Sequence[Member]) -> Spot:
    countries = _votes(members, lambda m: m.seen.where.country)
    country = min(countries, key=lambda each: (-len(countries[each]), each)) if countries else None
    named = _votes(members, lambda m: m.seen.where if m.seen.where.name and m.seen.where.country == country else None)
    if not named:
        return Spot(country)
    return min(named, key=lambda spot: (-len(named[spot]), spot.name or "", repr(spot)))


def _doers(members: Sequence[Member], role: str) -> list[Doer]:
    """The actors in a role: one for each identity; of what has none, one for each name and country."""
    found: dict[tuple[str, str], tuple[Party, set[str]]] = {}
    for member in members:
        for party in member.seen.sources if role == "source" else member.seen.targets:
            key = (party.key, "" if party.identity else party.country or "")
            best, sources = found.setdefault(key, (party, set()))
            sources.add(member.source)
            if (-len(party.name), party.name) < (-len(best.name), best.name):
                found[key] = (party, sources)
    doers = [Doer(role, party, len(sources)) for party, sources in found.values()]
    return sorted(doers, key=lambda doer: (-doer.sources, doer.party.key, doer.party.country or ""))
