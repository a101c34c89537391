"""The records menurut keeps: frozen, slotted dataclasses, one word for one thing.

Offsets count Unicode code points, ends are exclusive, and ``text[span.start:span.end] == span.text`` holds for
every span. Records import nothing of menurut's own but their ``terms``; every step takes records and returns new ones.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from menurut.terms import (
    Act,
    ActorKind,
    Basis,
    Bound,
    EventType,
    Form,
    NameKind,
    ParagraphKind,
    PlaceKind,
    Precision,
    Stage,
    Stance,
    Status,
    TextOrigin,
)

__all__ = [
    "Act",
    "Actor",
    "ActorKind",
    "Agreement",
    "Annotation",
    "Article",
    "Attribution",
    "Basis",
    "Bound",
    "DateMention",
    "Dateline",
    "Document",
    "Event",
    "EventType",
    "Findings",
    "Form",
    "Name",
    "NameKind",
    "Paragraph",
    "ParagraphKind",
    "Place",
    "PlaceKind",
    "Position",
    "Precision",
    "Problem",
    "Quantity",
    "Reading",
    "SeenName",
    "SeenRole",
    "Sentence",
    "Span",
    "Stage",
    "Stance",
    "Status",
    "TextOrigin",
    "Token",
    "Word",
]

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a document's text: code points ``start`` to ``end`` (exclusive) and the words there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """What was read, untouched.

    ``id`` is a hash of outlet and address, else of outlet and text. ``given_id`` is the id it came with and
    ``origin`` where it was read (a path, with ``:line`` for JSON lines). ``published`` is an ISO 8601 date or
    date-time, ``None`` where the input states none or one that is not certain; ``stated_date`` is the date as the
    input words it. ``language`` is the code the input states, if any.
    """

    id: str
    text: str
    origin: str
    given_id: str | None = None
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    published: str | None = None
    stated_date: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a document: its place there, its kind, and its place in the raw text (or title).

    ``alignment`` is empty where document and raw text run character by character. Where a repair changed
    lengths it lists (document offset, raw offset) pairs, both relative to the paragraph's starts: from each
    pair on, characters run one to one until the next pair. ``repeats`` is the index of the paragraph that a
    ``repeat`` says again.
    """

    start: int
    end: int
    kind: ParagraphKind
    raw_start: int
    raw_end: int
    origin: TextOrigin = TextOrigin.TEXT
    alignment: tuple[tuple[int, int], ...] = ()
    repeats: int | None = None

    def to_raw(self, offset: int) -> int:
        """The raw offset at which the document's code point ``offset`` (within this paragraph, or its end) begins."""
        if offset >= self.end:
            return self.raw_end
        relative = offset - self.start
        if not self.alignment:
            return self.raw_start + relative
        at = bisect_right(self.alignment, relative, key=lambda pair: pair[0]) - 1
        here, there = self.alignment[at] if at >= 0 else (0, 0)
        limit = self.alignment[at + 1][1] if at + 1 < len(self.alignment) else self.raw_end - self.raw_start
        return self.raw_start + min(there + relative - here, limit)


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a report was filed from, as its first words say ("PYONGYANG -", "JAKARTA, KOMPAS.com –").

    ``span`` covers the dateline with its dash: the sentence begins after it.
    """

    span: Span
    place: Span | None = None
    outlet: Span | None = None
    date: Span | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """An article's text in paragraphs. ``text`` holds them all, one line each, dropped kinds included.

    ``published`` is the article's: what dates that the text only hints at are counted from.
    """

    article_id: str
    text: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    dateline: Dateline | None = None
    published: str | None = None

    def span(self, start: int, end: int) -> Span:
        """The span from ``start`` to ``end`` with its words."""
        return Span(start, end, self.text[start:end])

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds code point ``offset``; raises ``ValueError`` where none does."""
        at = bisect_right(self.paragraphs, offset, key=lambda paragraph: paragraph.start) - 1
        if at < 0 or offset > self.paragraphs[at].end:
            raise ValueError(f"no paragraph holds code point {offset}")
        return at

    def kept(self) -> tuple[Paragraph, ...]:
        """The paragraphs that the later steps read: headline and body."""
        return tuple(p for p in self.paragraphs if p.kind in (ParagraphKind.HEADLINE, ParagraphKind.BODY))


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark, by its place in the document's text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word: a token, a part of one ("kata" and "nya" of "katanya"), or an abbreviation with its full stop.

    ``tag`` is its part of speech (UPOS) and ``relation`` what it is to its head, both as in Universal Dependencies;
    ``head`` is the index of the head among the annotation's words, -1 where it is the root of its sentence.
    """

    start: int
    end: int
    text: str
    lemma: str
    tag: str
    head: int
    relation: str


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name: its words, and whether it names a person, an organisation or a place."""

    span: Span
    kind: NameKind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its place, the index of its paragraph, and the ranges of its tokens and words in the annotation."""

    start: int
    end: int
    paragraph: int
    first_token: int
    last_token: int
    first_word: int = 0
    last_word: int = 0


@dataclass(frozen=True, slots=True)
class Annotation:
    """Sentences, tokens, words and names of a document's headline and body; the dateline belongs to no sentence.

    ``vectors`` is what the language's network made of the words, a row a word (words x width, float32), for the steps
    that go on from there; it is not stored, and ``None`` once they are done.
    """

    article_id: str
    sentences: tuple[Sentence, ...]
    tokens: tuple[Token, ...]
    words: tuple[Word, ...] = ()
    names: tuple[Name, ...] = ()
    vectors: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, is acted on or speaks in one article.

    ``country`` is an ISO 3166-1 alpha-3 code, ``None`` where there is none, there are several, or it is not known;
    ``basis`` is ``stated`` where the actor's own words tell it and ``inferred`` where the article does;
    ``sector`` is PLOVER's (GOV, MIL, REB, ...), ``None`` where nothing tells;
    ``role`` the office or description as worded. ``mentions`` are the places that name the actor, in the order of
    the text, with the longest form of each; pronouns and descriptions only where they are the source of an
    attribution.
    """

    id: str
    article_id: str
    name: str
    kind: ActorKind
    country: str | None
    role: str | None
    mentions: tuple[Span, ...]
    basis: Basis | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class SeenName:
    """A name, the first and last day (ISO, ``None`` where undated) it was used, in how many independent articles."""

    name: str
    first: str | None
    last: str | None
    articles: int


@dataclass(frozen=True, slots=True)
class SeenRole:
    """An office or description. ``basis`` is ``text`` (as the articles word it) or ``table`` (the table of offices)."""

    role: str
    country: str | None
    first: str | None
    last: str | None
    articles: int
    basis: str


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words that say when ("Selasa (17/9)", "since 2014"), and which days they mean.

    ``first`` and ``last`` are the first and the last day meant (ISO 8601), ``None`` where that end is open or nothing
    tells. ``value`` is the same as annotators write it: "2019-09-17", "2019-09", "2019", "2010s"; for a week or an
    interval "first/last" with an open end left empty ("2014/"); ``None`` where nothing tells which day it is.
    """

    id: str
    article_id: str
    span: Span
    value: str | None
    first: str | None
    last: str | None
    precision: Precision
    basis: Basis


@dataclass(frozen=True, slots=True)
class Place:
    """A place that an article names, with every mention of it.

    ``country`` is an ISO 3166-1 alpha-3 code, ``region`` the name of its first-level region, ``geonames_id`` its
    number in GeoNames. ``latitude`` and ``longitude`` (degrees, WGS 84) are those of its centre. ``score`` is how
    likely it is this one of the ``candidates``, which are GeoNames numbers or ISO codes, the likeliest first.
    """

    id: str
    article_id: str
    name: str
    kind: PlaceKind
    country: str | None
    region: str | None
    latitude: float | None
    longitude: float | None
    geonames_id: int | None
    basis: Basis
    score: float
    candidates: tuple[str, ...]
    mentions: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is given words: who says it, the words that say so, and what is said.

    ``source`` is ``None`` where the sentence names none (a quotation that runs on, "katanya"), ``cue`` where
    nothing but the quotation marks makes it one. ``speaker`` and ``about`` hold ids of actors, events and
    attributions. ``score`` is the probability that an annotator would mark the same source and content.
    """

    id: str
    article_id: str
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    form: Form
    act: Act
    score: float
    speaker: str | None = None
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number that belongs to an event ("sekitar 12.000 tentara"): ``span`` covers its words.

    ``low`` and ``high`` are the least and the most that is meant, the same where one number is told, ``None`` where
    that end is open ("lebih dari 100"). ``unit`` is what is counted: ``killed``, ``injured``, ``arrested``, a currency
    (ISO 4217), else the lemma of the counted noun ("tentara").
    """

    span: Span
    low: float | None
    high: float | None
    unit: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Position:
    """Where an actor (its id) stands on an event; ``attribution`` is the id of the one whose words show it."""

    actor: str
    stance: Stance
    attribution: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One article's report of one happening.

    ``triggers`` are the words that report it, the best first. ``source`` acts, ``target`` is acted on (ids of
    actors; of mutual events all are sources). ``mode`` and ``contexts`` are PLOVER's, ``None`` and empty where nothing
    tells; ``cameo`` is a CAMEO code where type and mode leave only one. ``date`` and ``place`` are ids of the
    article's dates and places, ``None`` where the text tells none; ``place_country`` may stand without a place.
    ``score`` is the probability that a careful reader would code the same type there.
    """

    id: str
    article_id: str
    type: EventType
    triggers: tuple[Span, ...]
    source: tuple[str, ...]
    target: tuple[str, ...]
    status: Status
    score: float
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    date: str | None = None
    place: str | None = None
    place_country: str | None = None
    positions: tuple[Position, ...] = ()
    quantities: tuple[Quantity, ...] = ()

    def actors(self, stance: Stance) -> tuple[str, ...]:
        """The ids of the actors of a stance, each once, in order."""
        return tuple(dict.fromkeys(p.actor for p in self.positions if p.stance is stance))


@dataclass(frozen=True, slots=True)
class Agreement:
    """A treaty, deal or truce that an article tells of.

    ``span`` names it ("perjanjian kemitraan strategis"), ``subject`` says what is agreed where the text tells it,
    ``parties`` are ids of actors, ``event`` is the id of the event that agrees on it, signs it or ends it.
    """

    id: str
    article_id: str
    span: Span
    stage: Stage
    parties: tuple[str, ...]
    subject: Span | None = None
    date: str | None = None
    event: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What could not be done: the step, the article (``None`` where there is none yet), a code and a sentence."""

    step: str
    code: str
    message: str
    origin: str | None = None
    article_id: str | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """What the steps after cleaning find in one document."""

    annotation: Annotation
    actors: tuple[Actor, ...]
    attributions: tuple[Attribution, ...]
    dates: tuple[DateMention, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """All records of one article, as the steps made them. The problems here did not stop the reading."""

    article: Article
    document: Document
    annotation: Annotation
    actors: tuple[Actor, ...]
    attributions: tuple[Attribution, ...]
    problems: tuple[Problem, ...] = ()
    dates: tuple[DateMention, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    agreements: tuple[Agreement, ...] = ()
