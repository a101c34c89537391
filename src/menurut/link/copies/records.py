"""What goes into finding copies and what comes out: plain rows, no store behind them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SourceKind(StrEnum):
    """Who is cited."""

    AGENCY = "agency"
    OUTLET = "outlet"


class CitationForm(StrEnum):
    """How an article gives its source: in a sentence ("dilansir Reuters"), or signed with it ("(ANTARA)")."""

    CITED = "cited"
    CREDIT = "credit"


class PairKind(StrEnum):
    """How two texts are alike: much the same, or one holds the other."""

    NEAR = "near"
    CONTAINS = "contains"


class MemberKind(StrEnum):
    """What an article is in its copy group."""

    FIRST = "first"
    EXACT = "exact"
    NEAR = "near"
    PART = "part"


class FirstBasis(StrEnum):
    """What tells who was first: the dates of all or of those that have one, who cites whom, or the order of reading."""

    PUBLISHED = "published"
    DATED = "dated"
    CITED = "cited"
    READ = "read"


class SourceBasis(StrEnum):
    """What tells whose text it is: the outlet that had it first, a credit, or what the articles cite."""

    OUTLET = "outlet"
    CREDIT = "credit"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Citation:
    """An agency or outlet that a text gives as its source: its name, and the place and words that name it."""

    name: str
    kind: SourceKind
    form: CitationForm
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class CopyText:
    """An article as copies are sought in it: its body text, and what tells whose it is and when it came.

    ``published`` is an ISO 8601 date or date-time.
    """

    article: str
    body: str
    outlet: str | None = None
    published: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that are alike, by number. ``contains``: ``text`` holds ``other``.

    ``jaccard`` is the shared part of all their word 3-grams, ``contained`` that of the shorter one's.
    """

    text: int
    other: int
    kind: PairKind
    jaccard: float
    contained: float


@dataclass(frozen=True, slots=True)
class Carrier:
    """An article that carries a text (by number); ``read`` is its place in the order of reading."""

    article: str
    text: int
    read: int
    outlet: str | None = None
    published: str | None = None
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a copy group, and the article that it is a copy (or part, or whole) of."""

    article: str
    kind: MemberKind
    of: str | None


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Articles that carry the same text, the first one first: one independent source.

    ``source`` is whose text it is: an agency, else the outlet that had it first, ``None`` where that is not known.
    """

    id: str
    first: str
    basis: FirstBasis
    source: str | None
    source_basis: SourceBasis
    members: tuple[Member, ...]
