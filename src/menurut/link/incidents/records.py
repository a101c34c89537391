"""What goes into the linking of events and what comes out: plain rows, no store behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

from menurut.records import ActorKind, EventType, Precision, Status


@dataclass(frozen=True, slots=True)
class Party:
    """A source or a target of an event. ``key`` is its identity across articles, else its name in lower case."""

    actor: str
    key: str
    name: str
    kind: ActorKind
    country: str | None
    identity: str | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of an event: the least and the most that is meant, ``None`` for an open end, and what is counted."""

    low: float | None
    high: float | None
    unit: str


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day that a date means, counted from 0001-01-01 (``date.toordinal``)."""

    first: int
    last: int
    precision: Precision


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: a country (ISO 3166-1 alpha-3), and the name and the coordinates of a place where one is told."""

    country: str | None = None
    name: str | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One article's report of one happening, as it is compared with others.

    ``published`` is the day of publication as an ordinal. ``names`` and ``words`` are the rare words of the sentences
    that report it, with how rare they are (0 to 1): names are compared in all languages, other words in their own.
    ``near`` are those of both that stand close to the words that report it, which are ``triggers``; ``topic`` are the
    words that tell what the article is on.
    """

    event: str
    article: str
    language: str
    published: int | None
    type: EventType
    mode: str | None
    status: Status
    sources: tuple[Party, ...] = ()
    targets: tuple[Party, ...] = ()
    when: Days | None = None
    where: Spot = Spot()
    amounts: tuple[Amount, ...] = ()
    names: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)
    near: dict[str, float] = field(default_factory=dict)
    triggers: tuple[str, ...] = ()
    topic: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """What people say of two events: that they are the same incident, or not."""

    first: str
    second: str
    same: bool
