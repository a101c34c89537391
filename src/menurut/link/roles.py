"""Offices as articles word them: which office of which state it is, and whether two can be one person's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from menurut.link.names import bare
from menurut.resolve.tables import load_tables

_LONGEST_COUNTRY = 5  # words of a state's name
_LINKS = frozenset(
    ("the", "of", "republik", "republic", "federasi", "kerajaan", "ri", "untuk", "dari", "a", "an", "for")
)
_NO_HOLDER = frozenset(
    ("mantan", "eks", "bekas", "former", "ex", "calon", "kandidat", "candidate", "elect", "terpilih", "then")
)
_SPORT = frozenset(
    (
        *("pemain", "pelatih", "pesepak", "pesepakbola", "atlet", "kiper", "penyerang", "bek", "gelandang", "petinju"),
        *("pebalap", "pembalap", "petenis", "pebulu", "perenang", "footballer", "player", "coach", "striker", "boxer"),
        *(
            "goalkeeper",
            "midfielder",
            "defender",
            "athlete",
            "swimmer",
            "sprinter",
            "golfer",
            "cyclist",
            "wasit",
            "referee",
        ),
    )
)
_STATE = frozenset(
    (
        *("presiden", "menteri", "menlu", "menhan", "president", "minister", "senator", "gubernur", "governor", "duta"),
        *("ambassador", "jenderal", "general", "panglima", "commander", "premier", "diplomat", "jubir", "spokesman"),
        *("chancellor", "kanselir", "dubes", "secretary", "perdana", "hakim", "judge", "jaksa", "prosecutor"),
    )
)


def table_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table beside this code."""
    text = resources.files("menurut.link").joinpath(name).read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.split("\n") if line.strip() and not line.startswith("#")]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


@cache
def country_words() -> Mapping[str, str]:
    """States and their adjectives in both languages, in lower case without marks; capitals and seats are left out."""
    names: dict[str, str] = {}
    for language in ("id", "en"):
        for group in load_tables(language).names.values():
            for entry in group:
                if entry.sort in ("state", "demonym") and entry.country is not None:
                    names.setdefault(compact(" ".join(entry.words)), entry.country)
    names["ri"] = "IDN"
    return names


def compact(text: str) -> str:
    """A text in lower case without marks and full stops, one space between words ("U.S." is "us")."""
    return " ".join(
        re.sub(r"[^\w\s]", "", word.replace("-", " ")) for word in bare(text).replace(" . ", "").split()
    ).strip()


def without_country(text: str) -> tuple[str, str | None]:
    """A phrase in lower case without the state it names at its beginning or end, and that state."""
    words = compact(re.sub("['’]s(?= |$)", "", text)).split()
    names = country_words()
    found: str | None = None
    for start in (0, 1) if words[:1] == ["the"] else (0,):
        for length in range(min(_LONGEST_COUNTRY, len(words) - 1 - start), 0, -1):
            found = names.get(" ".join(words[start : start + length]))
            if found:
                return " ".join(words[start + length :]), found
    for length in range(min(_LONGEST_COUNTRY, len(words) - 1), 0, -1):
        found = names.get(" ".join(words[-length:]))
        if found:
            words = words[:-length]
            break
    while len(words) > 1 and words[-1] in _LINKS:
        words.pop()
    if words[:1] == ["the"]:
        words = words[1:]
    return " ".join(words), found


@cache
def _synonyms() -> Mapping[str, str]:
    return {
        **{compact(k): compact(v) for k, v in load_tables("en").synonyms.items()},
        **{compact(k): compact(v) for k, v in load_tables("id").synonyms.items()},
        "prime minister": "prime minister",
        "president": "president",
        "premier": "prime minister",
        "kapolri": "kapolri",
    }


def spelled_out(phrase: str) -> str:
    """A phrase of `compact` words with short names of offices written out ("menlu" is "menteri luar negeri")."""
    synonyms = _synonyms()
    words = phrase.split()
    out: list[str] = []
    at = 0
    while at < len(words):
        pair = " ".join(words[at : at + 2])
        if at + 1 < len(words) and pair in synonyms:
            out.append(synonyms[pair])
            at += 2
        else:
            out.append(synonyms.get(words[at], words[at]))
            at += 1
    return " ".join(word for word in " ".join(out).split() if word not in ("the", "a", "an", "of", "for"))


@cache
def _offices() -> tuple[Mapping[tuple[str, str], str], Mapping[str, tuple[str, str]]]:
    """Office by state ("" for any) and form, and state and office by the forms that tell both."""
    forms: dict[tuple[str, str], str] = {}
    telling: dict[str, tuple[str, str]] = {}
    for row in table_rows("roles.tsv"):
        for form in filter(None, (*row["id"].split("|"), *row["en"].split("|"))):
            parts = re.fullmatch(r"(?:([A-Z]{3}|-)([:!]))?(.+)", form)
            if parts is None:
                continue
            words = spelled_out(compact(parts[3]))
            forms.setdefault((parts[1] or "", words), row["office"])
            if parts[2] == "!":
                telling.setdefault(words, (parts[1], row["office"]))
    return forms, telling


@lru_cache(maxsize=1 << 15)
def office_of(role: str, country: str | None) -> tuple[str, str] | None:
    """The state (ISO 3166-1 alpha-3, ``-`` for an international body) and office that words name; else ``None``.

    ``country`` is the state where the words name none. Past and would-be holders hold no office.
    """
    if _NO_HOLDER.intersection(compact(role).split()):
        return None
    forms, telling = _offices()
    phrase, named = without_country(role)
    whole, short = spelled_out(compact(role)), spelled_out(phrase)
    if whole in telling:
        return telling[whole]
    if short in telling and named in (None, telling[short][0]):
        return telling[short]
    state = named or country
    for words in (whole, short):
        office = forms.get((state or "", words)) or forms.get(("", words))
        if state is not None and office is not None:
            return state, office
    return None


@lru_cache(maxsize=1 << 15)
def role_words(role: str) -> frozenset[str]:
    """The words of a role that say something, states left out and short names written out."""
    words = spelled_out(without_country(role)[0]).split()
    return frozenset(word for word in words if len(word) > 2 and word not in _LINKS and word not in _NO_HOLDER)


@lru_cache(maxsize=1 << 15)
def sector(role: str) -> str | None:
    """``sport`` or ``state`` where a role is plainly of one of them and was not given up."""
    words = set(compact(role).split())
    if words & _NO_HOLDER:
        return None
    return "sport" if words & _SPORT else "state" if words & _STATE else None
