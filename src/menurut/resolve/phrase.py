"""The noun phrase that may name an actor, and what reading one needs in either language."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from menurut.records import ActorKind
from menurut.resolve import tables as t
from menurut.resolve.names import (
    CAPITAL,
    DEMONYM,
    NAME,
    NOUN,
    ORGANISATION,
    PARTICLE,
    REGION,
    SEAT,
    STATE,
    Unit,
)

LONGEST = 24  # units: a noun phrase that is longer is a list or a slip
PLACES = frozenset((STATE, CAPITAL, SEAT, DEMONYM, REGION))
GAZETTEER = frozenset((STATE, CAPITAL, SEAT, DEMONYM, REGION, ORGANISATION))
AFTER_NAME = frozenset((",", "(", ".", '"', "”", ":", "yang", "who", "–", "-"))
_LONGEST_BRACKET = 8  # units


class Sort(StrEnum):
    """What a phrase names, before the article as a whole has been looked at."""

    STATE = "state"
    CITY = "city"
    PERSON = "person"
    AGENCY = "agency"
    ORGANISATION = "organisation"
    GROUP = "group"
    DOCUMENT = "document"
    NAME = "name"


KIND_OF = {  # what a phrase names as an actor; a bare name is a person's
    Sort.STATE: ActorKind.STATE,
    Sort.CITY: ActorKind.STATE,
    Sort.PERSON: ActorKind.PERSON,
    Sort.AGENCY: ActorKind.AGENCY,
    Sort.ORGANISATION: ActorKind.ORGANISATION,
    Sort.GROUP: ActorKind.GROUP,
    Sort.DOCUMENT: ActorKind.DOCUMENT,
    Sort.NAME: ActorKind.PERSON,
}


class Place(StrEnum):
    """How a phrase stands in its sentence."""

    SUBJECT = "subject"
    ACTED_ON = "acted_on"
    LOCATIVE = "locative"
    GENITIVE = "genitive"
    OTHER = "other"


@dataclass(slots=True)
class Phrase:
    """A noun phrase while it is read; offsets are code points of the document, ``first`` and ``last`` units of a line.

    ``head`` is the head noun and ``fields`` the nouns beside it ("menteri", "luar negeri"); ``name`` the proper name;
    ``role_start`` and ``role_end`` the place of the office words. ``owner`` is whose it is ("Rusia"), ``country`` that
    owner's country, ``owner_entry`` the owner where it is an organisation of the gazetteer. ``local`` says that the
    owner is of the article's country, ``joint`` that it has owners in several. ``aliases`` stand in brackets.
    """

    sort: Sort
    first: int
    last: int
    start: int
    end: int
    line: int = 0
    head: str = ""
    fields: list[str] = field(default_factory=list)
    bits: int = 0
    name: str = ""
    name_start: int = -1
    name_end: int = -1
    role_start: int = -1
    role_end: int = -1
    country: str | None = None
    international: bool = False
    owner: str = ""
    owner_entry: t.Entry | None = None
    owner_is_name: bool = False
    local: bool = False
    joint: bool = False
    plural: bool = False
    singular: bool = False
    pointed: bool = False
    media: bool = False
    gazetteer: bool = False
    place: Place = Place.OTHER
    aliases: list[str] = field(default_factory=list)


def capital(unit: Unit) -> bool:
    """Whether a unit begins with a capital."""
    return unit.text[:1].isupper()


def name_run(units: list[Unit], at: int) -> int:
    """The index after the run of capitalised words (with particles and initials) that begins at ``at``."""
    count, end = len(units), at
    while end < count:
        kind = units[end].kind
        following = units[end + 1] if end + 1 < count else None
        if kind != NAME and not (following is not None and _joins(units, at, end, following)):
            break
        end += 1
    return end


def _joins(units: list[Unit], at: int, end: int, following: Unit) -> bool:
    """Whether the unit at ``end`` is part of a name that goes on after it: "bin", an initial's stop, "Turki al-"."""
    if end == at:
        return units[end].kind in GAZETTEER and following.lower[:3] in ("al-", "bin")
    unit = units[end]
    if following.kind != NAME:
        return unit.text == "May" and units[end - 1].kind == NAME  # "Theresa May"
    initial = unit.lower == "." and len(units[end - 1].text) == 1
    common = unit.kind == NOUN and bool(unit.bits & t.CLOSED) and capital(unit) and " " not in unit.text
    return unit.kind == PARTICLE or initial or common


def joined(units: list[Unit], first: int, last: int) -> str:
    """The words of a name as written, with single spaces."""
    parts: list[str] = []
    for i in range(first, last):
        glue = "" if i == first or units[i].start == units[i - 1].end else " "
        parts.append(glue + units[i].text)
    return "".join(parts)


def bracket(units: list[Unit], at: int, phrase: Phrase) -> int:
    """The index after a short bracket at ``at``, whose single name becomes an alias; ``at`` where there is none."""
    for end in range(at + 1, min(at + _LONGEST_BRACKET, len(units))):
        if units[end].lower != ")":
            continue
        inside = units[at + 1 : end]
        if len(inside) == 1 and inside[0].text[0].isalpha() and capital(inside[0]):
            phrase.aliases.append(inside[0].text)
            return end + 1
        names = all(unit.kind in (NAME, STATE, ORGANISATION, NOUN) and capital(unit) for unit in inside)
        return end + 1 if inside and names else at
    return at


def take_owner(phrase: Phrase, unit: Unit) -> bool:
    """Let a gazetteer name say whose the phrase is; ``False`` where that was said already."""
    entry = unit.entry
    if entry is None:
        return False
    if phrase.owner:
        # "pemberontak Yaman Houthi": the organisation itself, after whose it is.
        itself = unit.kind == ORGANISATION and phrase.owner_entry is None
        if itself and phrase.bits & (t.GROUP | t.ORGANISATION):
            phrase.owner_entry = entry
            return True
        return False
    phrase.owner, phrase.country = entry.name, entry.country
    if unit.kind == ORGANISATION:
        phrase.owner_entry, phrase.local = entry, entry.local
        phrase.media = phrase.media or entry.media
        phrase.international = entry.country is None and not entry.local
    return True


def sort_of(bits: int, plural: bool, singular: bool) -> Sort:
    """What a head noun names by itself."""
    if bits & t.ROLE:
        many = plural or (bits & t.GROUP and not singular)
        return Sort.GROUP if many else Sort.PERSON
    for bit, sort in (
        (t.AGENCY, Sort.AGENCY),
        (t.GOVERNMENT, Sort.STATE),
        (t.ORGANISATION, Sort.ORGANISATION),
        (t.GROUP, Sort.GROUP),
    ):
        if bits & bit:
            return sort
    return Sort.DOCUMENT


def looks_like_verb(word: str, tables: t.Tables) -> bool:
    """Whether a lower-case word has the form of a verb."""
    if len(word) < 5 or word in tables.words["no_verb"]:
        return False
    if tables.language == "en":
        return word.endswith("ed")
    if word.startswith("me"):
        return word[2] in "mnlrwy"
    return word.startswith(("di", "ber", "ter")) and len(word) > 5
