"""What goes into linking and what comes out: plain rows, no store behind them."""

from __future__ import annotations

from dataclasses import dataclass

from menurut.records import ActorKind, SeenName, SeenRole


@dataclass(frozen=True, slots=True)
class Seen:
    """One actor of one article.

    ``date`` is the ISO day of the article. ``group`` is its copy group: articles of one group are one independent
    source, and count once.
    """

    actor: str
    article: str
    date: str | None
    kind: ActorKind
    name: str
    country: str | None
    role: str | None
    mentions: tuple[str, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Link:
    """That an actor is somebody; ``candidates`` are the ids of the other identities it may be, none where plain."""

    actor: str
    score: float
    candidates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody across articles. ``aliases`` are ids it had before, given in."""

    id: str
    kind: ActorKind
    name: str
    country: str | None
    wikidata: str | None
    names: tuple[SeenName, ...]
    roles: tuple[SeenRole, ...]
    actors: tuple[Link, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """The identities of a block, and the actors that may be several of them with nothing to tell which."""

    identities: tuple[Identity, ...]
    ambiguous: tuple[Link, ...]
