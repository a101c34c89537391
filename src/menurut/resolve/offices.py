"""Who held which office on a day: heads of state and government, ministers, spokespeople, leaders, with their dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from menurut.resolve.tables import name_tokens

FAMILY_FIRST = frozenset({"CHN", "KHM", "KOR", "PRK"})  # states whose names are written so in news
NOT_LAST = frozenset(
    {"i", "ii", "iii", "iv", "v", "vi", "x", "xiv", "xvi", "jr", "md", "as", "sp"}
)  # endings of a name
_QUOTES = str.maketrans("", "", "\"'“”‘’ʻ`")


@dataclass(frozen=True, slots=True)
class Office:
    """A person in an office.

    ``iso3`` is the state by ISO 3166-1 alpha-3, ``-`` for an international body; ``office`` the kind of office
    (``head_of_state``, ``foreign``, ...; the header of ``gazetteer/offices.tsv`` lists them), ``title_id`` and
    ``title_en`` its name in Indonesian and English. ``first`` and ``last`` are the days it was held from and to, as
    exact as is certain: ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``; ``None`` where unknown, and as ``last`` where the
    person is still in office as far as the table knows.
    """

    iso3: str
    office: str
    title_id: str
    title_en: str
    name: str
    aliases: tuple[str, ...]
    first: str | None
    last: str | None
    wikidata: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """The usual name and then the other spellings."""
        return (self.name, *self.aliases)

    @property
    def acting(self) -> bool:
        """Whether the office is held for the time being only."""
        return self.title_en.startswith("Acting ")

    def held_on(self, day: str | None) -> bool:
        """Whether the office was held on an ISO day, its first and last day included; ``None`` is any day.

        A bound that names a month or a year only holds for the whole of it, and so does such a day.
        """
        if day is None:
            return True
        return _not_after(self.first, day) and _not_after(day, self.last)


def _not_after(first: str | None, last: str | None) -> bool:
    """Whether a date lies before or on another, compared as far as both are exact."""
    if first is None or last is None:
        return True
    length = min(len(first), len(last))
    return first[:length] <= last[:length]


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files("menurut.resolve").joinpath("gazetteer", name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(header, line.split("\t"), strict=True))


@cache
def load_offices() -> tuple[Office, ...]:
    """The whole table, in its order: states as in ``states.tsv``, international bodies last.

    Read once for each process; the result is immutable.
    """
    return tuple(
        Office(
            iso3=row["iso3"],
            office=row["office"],
            title_id=row["office_id"],
            title_en=row["office_en"],
            name=row["name"],
            aliases=tuple(alias for alias in row["aliases"].split("|") if alias),
            first=row["from"] or None,
            last=row["to"] or None,
            wikidata=row["wikidata"] or None,
        )
        for row in _table("offices.tsv")
    )


@cache
def load_wikidata() -> dict[str, str]:
    """The Wikidata items of states and organisations: from ISO alpha-3 code or preferred name to Q-number.

    The mapping is shared; do not change it.
    """
    return {row["key"]: row["wikidata"] for row in _table("wikidata.tsv")}


@cache
def _by_office() -> dict[tuple[str, str], tuple[Office, ...]]:
    table: dict[tuple[str, str], list[Office]] = {}
    for held in load_offices():
        table.setdefault((held.iso3, held.office), []).append(held)
    return {key: tuple(group) for key, group in table.items()}


def holders(iso3: str | None, office: str, day: str | None) -> tuple[Office, ...]:
    """Who held an office.

    Takes the state by ISO alpha-3 code (``None`` or ``-`` for international bodies), the kind of office and an ISO day.
    Gives back everyone who may have held it on that day, in the order of the table: both on a day of handing over,
    several where a kind has several offices or the dates are unsure, all that are known where the day is ``None``, and
    nobody where the table does not say.
    """
    return tuple(held for held in _by_office().get((iso3 or "-", office), ()) if held.held_on(day))


def _key(name: str) -> tuple[str, ...]:
    return tuple(token for token in name_tokens(name.translate(_QUOTES)) if token)


@cache
def _by_usual_name() -> dict[str, tuple[Office, ...]]:
    table: dict[str, list[Office]] = {}
    for held in load_offices():
        table.setdefault(held.name, []).append(held)
    return {name: tuple(group) for name, group in table.items()}


@cache
def _by_name() -> dict[tuple[str, ...], tuple[Office, ...]]:
    table: dict[tuple[str, ...], dict[Office, None]] = {}
    for held in load_offices():
        for name in held.names:
            table.setdefault(_key(name), {})[held] = None
    return {key: tuple(group) for key, group in table.items()}


def _family(key: tuple[str, ...], family_first: bool) -> str | None:
    """The word of a name that stands for it alone: the last one, the first where the family name comes first."""
    word = key[0] if family_first else key[-1]
    return None if word in NOT_LAST else word


@cache
def _by_last_name() -> dict[str, tuple[Office, ...]]:
    """The rows by their last name, only where the table has one person of that name."""
    family_first = {held.name for held in load_offices() if _writes_family_first(held)}
    table: dict[str, dict[Office, None]] = {}
    for held in load_offices():
        for name in held.names:
            word = _family(_key(name), held.name in family_first)
            if word is not None:
                table.setdefault(word, {})[held] = None
    return {word: tuple(group) for word, group in table.items() if _one_person(group)}


def _writes_family_first(held: Office) -> bool:
    """Whether a name is written as "Xi Jinping" is; in Taiwan "Tsai Ing-wen" is, "Joseph Wu" is not."""
    return held.iso3 in FAMILY_FIRST or (held.iso3 == "TWN" and "-" in held.name.split()[-1])


def _one_person(group: Iterable[Office]) -> bool:
    """Whether rows name one person: the same usual name and no two states."""
    names, states = zip(*((held.name, held.iso3) for held in group), strict=True)
    return len(set(names)) == 1 and len(set(states) - {"-"}) <= 1


def offices_of(name: str) -> tuple[Office, ...]:
    """All offices of a person.

    The name is compared in lower case without quotation marks, full stops and Arabic articles: first as a whole with
    every name and other spelling, then, where it is a single word, with the last names that only one person in the
    table has ("Xi" is the last name of Xi Jinping). Two people of the same full name both come back. Gives back
    nothing for a name the table does not know or a last name that several people have.
    """
    key = _key(name)
    found = _by_name().get(key, ())
    if not found and len(key) == 1:
        found = _by_last_name().get(key[0], ())
    people = dict.fromkeys(held.name for held in found)
    return tuple(held for usual in people for held in _by_usual_name()[usual])
