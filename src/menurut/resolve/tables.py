"""The gazetteer as lookup tables: names of states and organisations, and the nouns that say what an actor is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from menurut.annotate import tokenize
from menurut.records import ActorKind

# What a noun can be in a phrase, as bits: one word is often several things ("pejabat" names one person or many).
ROLE, WEAK_ROLE, PREFIX, HONORIFIC, GOVERNMENT, GOVERNMENT_ALONE = 1, 2, 4, 8, 16, 32
AGENCY, AGENCY_WEAK, ORGANISATION, GROUP, GROUP_ALONE, DOCUMENT = 64, 128, 256, 512, 1024, 2048
PLURAL, SINGULAR, FIELD, BINDER, CLOSED, PLACE, AUXILIARY, ACTED_ON = (
    4096,
    8192,
    16384,
    32768,
    65536,
    131072,
    262144,
    524288,
)
HEAD = ROLE | GOVERNMENT | AGENCY | ORGANISATION | GROUP | DOCUMENT

_BITS = {
    "role": ROLE,
    "weak_role": WEAK_ROLE,
    "role_prefix": PREFIX,
    "honorific": HONORIFIC,
    "government": GOVERNMENT,
    "government_alone": GOVERNMENT_ALONE,
    "agency": AGENCY,
    "agency_weak": AGENCY | AGENCY_WEAK,
    "organisation": ORGANISATION,
    "group": GROUP,
    "group_alone": GROUP | GROUP_ALONE,
    "document": DOCUMENT,
    "plural": PLURAL,
    "singular": SINGULAR,
    "field": FIELD,
    "binder": BINDER,
    "closed": CLOSED,
    "place": PLACE,
    "auxiliary": AUXILIARY,
    "acted_on": ACTED_ON,
}
NOUN_FILES = {"id": "nouns_id.toml", "en": "nouns_en.toml"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A name or noun of the gazetteer.

    ``words`` are its tokens in lower case. ``sort`` is ``state``, ``demonym``, ``capital``, ``seat``, ``region``,
    ``organisation`` or ``noun``; a noun carries its ``bits``, a name its actor's ``name``, ``kind`` and ``country``.
    ``form`` is the exact form where the capitals must be the same ("AS", "WHO"). A ``local`` one belongs to the
    article's country.
    """

    words: tuple[str, ...]
    sort: str
    bits: int = 0
    name: str = ""
    kind: ActorKind = ActorKind.STATE
    country: str | None = None
    form: str | None = None
    media: bool = False
    local: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one language.

    ``names`` and ``nouns`` map a first word to the entries that begin with it, longer ones first; ``states`` maps an
    ISO 3166-1 alpha-3 code to the state's preferred name; ``synonyms`` a short office name to its long one;
    ``people`` the last word of a well-known name to such names and their countries; ``words`` holds the word lists
    that decide one thing each.
    """

    language: str
    names: Mapping[str, tuple[Entry, ...]]
    nouns: Mapping[str, tuple[Entry, ...]]
    states: Mapping[str, str]
    synonyms: Mapping[str, str]
    people: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]
    words: Mapping[str, frozenset[str]]


def plain(word: str) -> str:
    """A word in lower case with straight apostrophes."""
    return word.lower().replace("’", "'") if not word.islower() or "’" in word else word


def _words(form: str) -> tuple[str, ...]:
    """The words of a gazetteer form, a possessive parted as in the text."""
    words: list[str] = []
    for token in tokenize(form, 0, len(form)):
        word = plain(token.text)
        words.extend((word[:-2], "'s") if word.endswith("'s") and len(word) > 2 else (word,))
    return tuple(words)


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("menurut.resolve").joinpath("gazetteer", name).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:]]


def state_rows() -> list[dict[str, str]]:
    """The rows of the table of states, each a mapping from column to text; "|" parts several forms."""
    return _rows("states.tsv")


def _exact(form: str) -> str | None:
    """The form itself where its capitals tell it from a common word: abbreviations such as ``AS`` and ``WHO``."""
    return form if form.isupper() or len(form) <= 3 else None


def _state_entries(language: str) -> Iterable[Entry]:
    for row in state_rows():
        code = row["iso3"]
        name = row["id" if language == "id" else "en"].split("|")[0]
        columns = [("id", "state"), ("en", "state"), ("abbreviations", "state"), ("seats", "seat")]
        # Demonyms of the other language are left out: "Thai" helps neither way, "Polish" or "Male" would harm.
        columns += [("demonym_id", "demonym"), ("capital_id", "capital")] if language == "id" else []
        columns += [("demonym_en", "demonym"), ("capital_en", "capital")] if language == "en" else []
        for column, sort in columns:
            for form in filter(None, row[column].split("|")):
                exact = form if column == "abbreviations" else None
                yield Entry(_words(form), sort, name=name, country=code, form=exact)


def _region_entries() -> Iterable[Entry]:
    for row in _rows("regions.tsv"):
        for form in row["names"].split("|"):
            yield Entry(_words(form), "region", name=form, country=row["iso3"], form=_exact(form))


def _organisation_entries(language: str) -> Iterable[Entry]:
    for row in _rows("organisations.tsv"):
        forms = row["names"].split("|")
        # The Indonesian name comes first, the English one is the last that is written out.
        written_out = [form for form in forms if " " in form and "." not in form and not form.isupper()]
        name = written_out[-1] if language == "en" and " " in forms[0] and written_out else forms[0]
        country = None if row["country"] in "-?" else row["country"]
        kind = ActorKind(row["kind"])
        for form in forms:
            yield Entry(
                _words(form),
                "organisation",
                0,
                name,
                kind,
                country,
                _exact(form),
                row["media"] == "yes",
                row["country"] == "?",
            )


ARTICLES = ("al-", "el-", "as-", "ash-", "an-", "ad-", "ar-", "at-", "az-")


@lru_cache(maxsize=1 << 14)
def name_tokens(name: str) -> tuple[str, ...]:
    """The words of a person's name for comparing: lower case, without articles and full stops."""
    words = [plain(word).strip(".,") for word in name.split()]
    return tuple(next((word[len(a) :] for a in ARTICLES if word.startswith(a)), word) for word in words if word)


def _people() -> dict[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """Well-known names and their countries by the last word: office holders, and people whom everybody names."""
    table: dict[str, set[tuple[tuple[str, ...], str]]] = {}
    rows = [(row["iso3"], row["names"].split("|")) for row in _rows("people.tsv")]
    rows += [(row["iso3"], [row["name"], *row["aliases"].split("|")]) for row in _rows("offices.tsv")]
    for country, names in rows:
        for tokens in filter(None, map(name_tokens, names)):
            if len(country) == _CODE:
                table.setdefault(tokens[-1], set()).add((tokens, country))
    return {last: tuple(sorted(group)) for last, group in table.items()}


_CODE = 3  # letters of a state's code; international bodies have none


def _index(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """The entries by their first word, longer ones first; of two that read the same the first one stays."""
    seen: set[tuple[tuple[str, ...], str | None]] = set()
    table: dict[str, list[Entry]] = {}
    for entry in entries:
        if (entry.words, entry.form) not in seen:
            seen.add((entry.words, entry.form))
            table.setdefault(entry.words[0], []).append(entry)
    return {word: tuple(sorted(group, key=lambda entry: -len(entry.words))) for word, group in table.items()}


@cache
def load_tables(language: str) -> Tables:
    """The tables of a language by its ISO 639-1 code; raises ``KeyError`` where menurut does not read it.

    Read once for each process; the result is immutable.
    """
    path = resources.files("menurut.resolve").joinpath("gazetteer", NOUN_FILES[language])
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    bits: dict[tuple[str, ...], int] = {}
    for key, bit in _BITS.items():
        for noun in data[key].replace("\n", " ").split(","):
            words = _words(noun.strip())
            if words:
                bits[words] = bits.get(words, 0) | bit
    nouns = _index(Entry(words, "noun", bit) for words, bit in bits.items())
    lists = {key: frozenset(word.strip() for word in listed.split(",")) for key, listed in data["words"].items()}
    states = tuple(_state_entries(language))
    names = _index((*states, *_organisation_entries(language), *_region_entries()))
    preferred = {entry.country: entry.name for entry in states if entry.country is not None}
    return Tables(language, names, nouns, preferred, data["synonyms"], _people(), lists)
