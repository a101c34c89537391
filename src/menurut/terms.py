"""The kinds that records are of: closed lists of values, each the same in code, columns and files."""

from __future__ import annotations

from enum import StrEnum


class ParagraphKind(StrEnum):
    """What a paragraph of a document is; only the first two are read by the later steps."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    BYLINE = "byline"
    BOILERPLATE = "boilerplate"
    REPEAT = "repeat"


class Form(StrEnum):
    """How an attribution gives its content: all quoted, all in other words, or a paraphrase with quoted parts."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Act(StrEnum):
    """What the source does by saying it; STATE where nothing more specific is justified."""

    STATE = "STATE"
    ANNOUNCE = "ANNOUNCE"
    CLAIM = "CLAIM"
    CONFIRM = "CONFIRM"
    DENY = "DENY"
    NO_POSITION = "NO_POSITION"
    ACCUSE = "ACCUSE"
    CONDEMN = "CONDEMN"
    WARN = "WARN"
    DEMAND = "DEMAND"
    PROMISE = "PROMISE"
    SUPPORT = "SUPPORT"
    BELIEVE = "BELIEVE"


class ActorKind(StrEnum):
    """What an actor is."""

    STATE = "state"
    PERSON = "person"
    AGENCY = "agency"
    ORGANISATION = "organisation"
    GROUP = "group"
    DOCUMENT = "document"


class NameKind(StrEnum):
    """What a proper name names. A state that acts is a place here; ``resolve`` says what it is as an actor."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


class Precision(StrEnum):
    """How exactly a date is known: one day, week, month, year or decade, or a stretch with a first and a last day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"
    INTERVAL = "interval"


class Basis(StrEnum):
    """What a date or a place rests on.

    ``stated``: the words alone. ``dateline`` and ``published``: the words, counted from the day of the dateline or of
    publication. ``inferred``: the words, completed from what stands around them.
    """

    STATED = "stated"
    DATELINE = "dateline"
    PUBLISHED = "published"
    INFERRED = "inferred"


class PlaceKind(StrEnum):
    """What a place is."""

    COUNTRY = "country"
    REGION = "region"
    CITY = "city"
    SITE = "site"


class EventType(StrEnum):
    """The types of PLOVER (``menurut.code.ontology`` says what each is)."""

    AGREE = "AGREE"
    CONSULT = "CONSULT"
    SUPPORT = "SUPPORT"
    CONCEDE = "CONCEDE"
    COOPERATE = "COOPERATE"
    AID = "AID"
    RETREAT = "RETREAT"
    REQUEST = "REQUEST"
    ACCUSE = "ACCUSE"
    REJECT = "REJECT"
    THREATEN = "THREATEN"
    PROTEST = "PROTEST"
    SANCTION = "SANCTION"
    MOBILIZE = "MOBILIZE"
    COERCE = "COERCE"
    ASSAULT = "ASSAULT"


class Status(StrEnum):
    """How an event is told.

    ``actual``: as a fact, by the article itself; ``attributed``: only by somebody's word; ``planned``: announced or
    intended; ``possible``: under a condition, supposed or feared; ``negated``: as what did not happen.
    """

    ACTUAL = "actual"
    ATTRIBUTED = "attributed"
    PLANNED = "planned"
    POSSIBLE = "possible"
    NEGATED = "negated"


class Stance(StrEnum):
    """Where an actor stands on an event: says it, confirms it, denies it, or neither confirms nor denies it."""

    ASSERTS = "asserts"
    CONFIRMS = "confirms"
    DENIES = "denies"
    NO_POSITION = "no_position"


class Bound(StrEnum):
    """How a number is meant: as it stands, about so much, more or less than it, at least or at most it, or a range."""

    EXACT = "exact"
    ABOUT = "about"
    MORE = "more_than"
    LESS = "less_than"
    LEAST = "at_least"
    MOST = "at_most"
    RANGE = "range"


class Stage(StrEnum):
    """How far an agreement has come: announced as intended, agreed on, signed (or ratified), ended."""

    ANNOUNCED = "announced"
    AGREED = "agreed"
    SIGNED = "signed"
    ENDED = "ended"


class TextOrigin(StrEnum):
    """Which field of the article a paragraph was read from."""

    TEXT = "text"
    TITLE = "title"
