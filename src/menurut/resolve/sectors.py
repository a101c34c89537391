"""The PLOVER sector of an actor (GOV, MIL, REB, ...), and the code of bodies that belong to no country."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from menurut.records import ActorKind
from menurut.resolve.tables import NOUN_FILES, load_tables, plain

_LEVELS = {"weak": 1, "medium": 2, "strong": 3}
_SKIP = ""  # the sector of forms that only keep their words from telling one: "Amerika Serikat"
_NONE = "NONE"  # what PLOVER gives no sector, though a word of it has one
# The sector of the bodies that have a code in place of a country: the UN and alliances have none.
_OF_CODE = {"UNO": _NONE, "EUR": _NONE, "IGO": _NONE, "NGO": "SOC", "ISM": "SOC", "IMG": "REB", "MNC": "BUS"}
_OFFICES = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY"})  # who leaves them is of the elites
_FORMER = {
    "id": frozenset(["mantan", "eks", "bekas", "purnawirawan", "pensiunan"]),
    "en": frozenset(["former", "ex", "retired", "ousted", "deposed", "disgraced", "onetime"]),
}
# A second description begins at a coordinator, a complement of the head (in English) at a binder.
_COORDINATORS = {
    "id": frozenset([",", ";", "(", "yang", "dan", "serta", "sekaligus", "atau"]),
    "en": frozenset([",", ";", "(", "who", "which", "and", "or", "whose"]),
}
_BINDERS = frozenset(["of", "for", "to", "from", "at", "in", "with", "by", "on", "against", "under", "about"])
_SIBILANT = ("sses", "ches", "shes", "xes")
_REMEMBERED = 1 << 14  # texts, and names of bodies: some 4 MB each
_SHORTEST = 4  # letters of a word whose last "s" may be a plural's
_UNCHANGED = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class _Form:
    """A word or phrase of the data: its ``words``, its exact ``form`` where capitals count, and what it tells."""

    words: tuple[str, ...]
    form: tuple[str, ...] | None
    sector: str
    level: int


@dataclass(frozen=True, slots=True)
class _Match:
    """A form found in a text from token ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    sector: str
    level: int


@cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[^\W_]+|[,;(]")


def _raw(text: str) -> list[str]:
    """The words of a text and the marks that part them; "partai-partai" is two, "Iran's" is one."""
    return [word for word in _token().findall(text) if word != "s"]


def _singular(word: str) -> str:
    """An English word in one number, the same for both: "ministers", "gunmen", "armies"."""
    if word.endswith("men"):
        return word[:-2] + "an"
    if not word.endswith("s") or len(word) < _SHORTEST or word.endswith(_UNCHANGED):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_SIBILANT) else word[:-1]


def _key(word: str, language: str) -> str:
    """A word as the data are looked up: in lower case, English ones in the singular."""
    return _singular(plain(word)) if language == "en" else plain(word)


@cache
def _data(language: str) -> Mapping[str, Mapping[str, str]]:
    path = files("menurut.resolve").joinpath("gazetteer", f"sectors_{language}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _forms(listed: str, language: str, sector: str, level: int) -> Iterable[_Form]:
    for form in listed.replace("\n", " ").split(","):
        raw = tuple(_raw(form))
        if raw:
            exact = raw if any(word != word.lower() for word in raw) else None
            yield _Form(tuple(_key(word, language) for word in raw), exact, sector, level)


def _index(forms: Iterable[_Form]) -> dict[str, tuple[_Form, ...]]:
    """The forms by their first word, longer and stronger ones first."""
    table: dict[str, list[_Form]] = {}
    for form in forms:
        table.setdefault(form.words[0], []).append(form)
    return {word: tuple(sorted(group, key=lambda f: (-len(f.words), -f.level))) for word, group in table.items()}


@cache
def _sectors(language: str) -> Mapping[str, tuple[_Form, ...]]:
    data = _data(language)
    forms = [
        form
        for name, level in _LEVELS.items()
        for sector, listed in data[name].items()
        for form in _forms(listed, language, sector, level)
    ]
    forms.extend(_forms(data["skip"]["words"], language, _SKIP, _LEVELS["strong"]))
    # Strong forms of the sectors come first, so "al qaeda" stays REB whichever code it has.
    forms.sort(key=lambda form: -form.level)
    for code, listed in data["codes"].items():
        forms.extend(_forms(listed, language, _OF_CODE[code], _LEVELS["strong"]))
    return _index(forms)


@cache
def _codes(language: str) -> Mapping[str, tuple[_Form, ...]]:
    codes = _data(language)["codes"].items()
    return _index(form for code, listed in codes for form in _forms(listed, language, code, _LEVELS["strong"]))


@cache
def _outlets(language: str) -> frozenset[tuple[str, ...]]:
    """The names of news outlets in the gazetteer, as words."""
    names = load_tables(language).names.values()
    return frozenset(entry.words for group in names for entry in group if entry.media)


def _at(raw: Sequence[str], keys: Sequence[str], i: int, forms: Sequence[_Form]) -> _Form | None:
    for form in forms:
        end = i + len(form.words)
        if tuple(keys[i:end]) == form.words and (form.form is None or tuple(raw[i:end]) == form.form):
            return form
    return None


def _matches(raw: Sequence[str], keys: Sequence[str], language: str) -> list[_Match]:
    """The forms in a text from left to right, the longest at each place."""
    table = _sectors(language)
    found: list[_Match] = []
    i = 0
    while i < len(keys):
        key = keys[i]
        forms = table.get(key)
        form = _at(raw, keys, i, forms) if forms is not None else None
        if form is None and language == "id" and key.endswith("nya") and (forms := table.get(key[:-3])) is not None:
            form = _at(raw, [*keys[:i], key[:-3], *keys[i + 1 :]], i, forms)
        if form is None:
            i += 1
            continue
        if form.sector != _SKIP:
            found.append(_Match(i, i + len(form.words), form.sector, form.level))
        i += len(form.words)
    return found


def _parted(keys: Sequence[str], matches: Sequence[_Match], marks: frozenset[str]) -> list[list[_Match]]:
    """The matches in groups: a new one begins where one of the ``marks`` stands between two of them."""
    groups: list[list[_Match]] = []
    last = 0
    for match in matches:
        if not groups or not marks.isdisjoint(keys[last : match.first]):
            groups.append([])
        groups[-1].append(match)
        last = match.last
    return groups


def _head(keys: Sequence[str], matches: Sequence[_Match], language: str) -> _Match:
    """The match that tells what a description is: of the strongest, the first, in English the last before a binder."""
    level = max(match.level for match in matches)
    strongest = [match for match in matches if match.level == level]
    if language == "id":
        return strongest[0]
    return _parted(keys, strongest, _BINDERS)[0][-1]


@lru_cache(maxsize=_REMEMBERED)
def _tell(text: str, language: str) -> tuple[str, int] | None:
    """The sector that a text tells and how strongly; ``None`` where no word of it is known."""
    raw = _raw(text)
    keys = [_key(word, language) for word in raw]
    matches = _matches(raw, keys, language)
    if not matches:
        return None
    groups = _parted(keys, matches, _COORDINATORS[language])
    firm = [group for group in groups if any(match.level > 1 for match in group)]
    group = (firm or groups)[0]
    match = _head(keys, group, language)
    begin = next((i + 1 for i in range(match.first - 1, -1, -1) if keys[i] in _COORDINATORS[language]), 0)
    if match.sector in _OFFICES and not _FORMER[language].isdisjoint(keys[begin : match.first]):
        return "ELI", match.level
    return match.sector, match.level


def _best(texts: Iterable[str], language: str) -> str | None:
    """The sector of the first text that tells it firmly, else of the first that tells it at all."""
    weak: str | None = None
    for text in texts:
        told = _tell(text, language)
        if told is not None and told[1] > 1:
            return told[0]
        if told is not None and weak is None:
            weak = told[0]
    return weak


def sector_of(kind: ActorKind, name: str, role: str | None, mentions: Sequence[str], language: str) -> str | None:
    """The PLOVER sector of an actor, ``None`` where nothing tells.

    ``role`` is the office or description of a person as worded, ``mentions`` the texts that name the actor,
    ``language`` the ISO 639-1 code of the article (``KeyError`` where menurut does not read it). A person's sector
    comes from the role alone: a name says nothing, and a person without a role has no sector. States and agencies
    are GOV where no word tells more. Documents have none, nor have the UN and alliances, which have a code instead
    (``organisation_code``). Those who left an office are ELI.
    """
    if language not in NOUN_FILES:
        raise KeyError(language)
    if kind is ActorKind.DOCUMENT:
        return None
    if kind is ActorKind.PERSON:
        # A name is read only where it is a description ("pejabat senior AS").
        told = _best([role, name] if name[:1].islower() else [role], language) if role else None
    elif kind is ActorKind.STATE:
        told = "PRE" if _tell(name, language) == ("PRE", _LEVELS["strong"]) else "GOV"
    elif kind is ActorKind.ORGANISATION and tuple(plain(word) for word in name.split()) in _outlets(language):
        told = "JRN"
    else:
        told = _best([name, *([role] if role else []), *mentions], language)
        if kind is ActorKind.ORGANISATION and told == "CVL":
            told = None  # a word such as "group" or "people" in a name
        if kind is ActorKind.AGENCY and told in (None, _NONE):
            told = "GOV"
    return None if told == _NONE else told


def _names_it(form: _Form, keys: Sequence[str]) -> bool:
    """Whether a form is the whole name; an abbreviation is not enough to tell a body of a country from another."""
    abbreviated = form.form is not None and len(form.form) == 1 and form.form[0].isupper() and form.sector != "MNC"
    return len(form.words) == sum(key.isalnum() for key in keys) and not abbreviated


@lru_cache(maxsize=_REMEMBERED)
def organisation_code(name: str, country: str | None) -> str | None:
    """PLOVER's code for a body that belongs to no country: UNO, EUR, IGO, NGO, ISM, IMG or MNC, else ``None``.

    ``name`` is its name in Indonesian or English, ``country`` its ISO 3166-1 alpha-3 code where it has one. A body
    of a country has a code only where the name as a whole is a known one ("Facebook" of the USA is MNC, "Red Cross
    Kenya" is Kenyan).
    """
    raw = _raw(name)
    for language in NOUN_FILES:
        table = _codes(language)
        keys = [_key(word, language) for word in raw]
        for i, key in enumerate(keys):
            form = _at(raw, keys, i, table.get(key, ()))
            if form is not None and (country is None or _names_it(form, keys)):
                return form.sector
    return None
