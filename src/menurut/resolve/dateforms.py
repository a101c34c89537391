"""The words and shapes of dates: a sentence as a string of codes, its expressions that say when, and what they say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from menurut.records import Token
from menurut.resolve.calendar import Fields

OTHER = "."  # the code of a word that belongs to no date
_SPLIT = "-"  # the code of a word whose parts belong to dates
_LONGEST_NUMBER = 20  # characters of a word of figures in a date
_REMEMBERED = 1 << 14  # words of a language: some 3 MB, twice
_FIRST_CODE = 0xE000  # codes are characters of the private use area
_NUMBERS = ("num", "bignum", "yearnum", "ordnum", "decadenum", "slash")
_CLASSES_OF_UNITS = {
    "day": "day days aday",
    "week": "week lowweek weeks weekend aweek",
    "month": "munit months amonth",
    "year": "yunit years ayear",
    "decade": "decade decades adecade",
}
_PLURAL = frozenset({"days", "weeks", "months", "years", "decades"})
_ONE = frozenset({"aday", "aweek", "amonth", "ayear", "adecade"})
_SHIFTS = frozenset({"last", "this", "next", "upcoming", "later_on", "kemarin", "past", "coming", "prior", "following"})
_MONTHS = frozenset({"month", "maymonth", "lowmonth", "smonth"})
_WEEKDAYS = frozenset({"weekday", "sunday", "lowday", "sday"})
_COUNTS = frozenset({"num", "bignum", "yearnum", "numword", "a", "few", "tens", "teen"})
_WAYS = {
    "ago": "ago",
    "recent": "recent",
    "more": "ahead",
    "later": "later",
    "then_after": "later",
    "next_morning": "later",
    "earlier": "earlier",
    "same": "same",
    "that": "same",
}


@dataclass(frozen=True, slots=True)
class Forms:
    """A language's words and shapes of dates.

    ``exact`` and ``folded`` map a word (as written, in lower case) to its code and value, ``codes`` a class to its
    code and ``names`` a code to its class. ``pattern`` matches strings of codes; the group that matched is the kind
    of expression. ``context`` holds the lists of words that decide whether it is a date, ``named`` days that have a
    name of their own.
    """

    exact: Mapping[str, tuple[str, int]]
    folded: Mapping[str, tuple[str, int]]
    codes: Mapping[str, str]
    names: Mapping[str, str]
    pattern: re.Pattern[str]
    context: Mapping[str, frozenset[str]]
    named: Mapping[str, str]
    shift_after: bool
    day_first: bool

    def coded(self, *names: str) -> str:
        """The codes of those of the classes that the language has."""
        return "".join(self.codes[name] for name in names if name in self.codes)


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence's words, each as (start, end, text), and their codes."""

    units: Sequence[tuple[int, int, str]]
    codes: str

    def lower(self, at: int) -> str:
        """The word at ``at`` in lower case, empty beyond the ends."""
        return self.units[at][2].lower() if 0 <= at < len(self.units) else ""


@cache
def load_forms(language: str) -> Forms:
    """The words and shapes of a language by its ISO 639-1 code; read once for each process."""
    path = resources.files("menurut.resolve").joinpath("gazetteer", f"dates_{language}.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    codes = {name: chr(_FIRST_CODE + i) for i, name in enumerate((*_NUMBERS, *data["words"]))}
    exact: dict[str, tuple[str, int]] = {}
    folded: dict[str, tuple[str, int]] = {}
    for name, listed in data["words"].items():
        for word in listed.split():
            form, _, value = word.partition("=")
            entry = (codes[name], int(value or 0))
            if form[0].isupper():
                exact[form] = exact[form.upper()] = entry
            else:
                folded[form] = entry
    shapes = "|".join(f"(?P<{name}>{_expand(shape, data['macros'], codes)})" for name, shape in data["shapes"].items())
    return Forms(
        exact,
        folded,
        codes,
        {code: name for name, code in codes.items()},
        re.compile(rf"(?!\{OTHER})(?:{shapes})"),
        {name: frozenset(listed.split()) for name, listed in data["context"].items()},
        data["named"],
        data["shift_after"],
        data["day_first"],
    )


def _expand(shape: str, macros: Mapping[str, str], codes: Mapping[str, str]) -> str:
    """A shape as a pattern over codes: macros written out, every class as its code."""

    def word(match: re.Match[str]) -> str:
        name = match.group()
        return f"(?:{_expand(macros[name], macros, codes)})" if name in macros else codes[name]

    return re.sub(r"\s+", "", re.sub(r"[a-z_]+", word, re.sub(r"\((?!\?)", "(?:", shape)))


@cache
def _slash() -> re.Pattern[str]:
    return re.compile(r"\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}/\d{1,2}/\d{1,2}")


@cache
def _decade() -> re.Pattern[str]:
    return re.compile(r"((?:1[5-9]|20)?\d0)(?:-?an|s)")


@cache
def _unit_of() -> Mapping[str, str]:
    return {name: unit for unit, names in _CLASSES_OF_UNITS.items() for name in names.split()}


@cache
def word_reader(language: str) -> Callable[[str], tuple[str, int]]:
    """What gives a word its code and value in a language; it remembers the words it has read."""
    forms = load_forms(language)

    @lru_cache(maxsize=_REMEMBERED)
    def read(text: str) -> tuple[str, int]:
        if text[0].isdigit():
            name, value = _number(text)
            return (forms.codes[name], value) if name else (OTHER, 0)
        found = forms.exact.get(text) or forms.folded.get(text.lower())
        if found is not None:
            return found
        return (_SPLIT, 0) if len(text) > 3 and _parts(read, text) else (OTHER, 0)

    return read


@cache
def _coder(language: str) -> Callable[[str], str]:
    read = word_reader(language)

    @lru_cache(maxsize=_REMEMBERED)
    def code(text: str) -> str:
        return read(text)[0]

    return code


def read_codes(language: str, tokens: Sequence[Token]) -> str:
    """The codes of an article's words, one character each."""
    return "".join(map(_coder(language), [token.text for token in tokens]))


def _number(text: str) -> tuple[str, int]:
    """The class and value of a word that begins with a digit, ``""`` where it is in no date."""
    if not text.isascii() or len(text) > _LONGEST_NUMBER:
        return "", 0
    name, value = "", 0
    if text.isdecimal():
        value = int(text)
        if len(text) == 4 and 1000 <= value <= 2999:
            name = "yearnum"
        elif len(text) <= 4:
            name = "num" if len(text) <= 2 and 1 <= value <= 31 else "bignum"
    elif _slash().fullmatch(text):
        name = "slash"
    elif match := _decade().fullmatch(text):
        name, value = "decadenum", int(match.group(1))
        value += 0 if value >= 100 else 1900 if value > 20 else 2000
    elif text[-2:] in ("th", "st", "nd", "rd") and text[:-2].isdecimal() and 1 <= int(text[:-2]) <= 31:
        name, value = "ordnum", int(text[:-2])
    return name, value


def _parts(read: Callable[[str], tuple[str, int]], text: str) -> tuple[str, ...]:
    """The parts of a word that belong to dates by themselves ("Senin-Rabu", "mid-2018", "year's"), else none."""
    if text[-2:] in ("'s", "’s"):
        return (text[:-2], text[-2:]) if read(text[:-2])[0] not in (OTHER, _SPLIT) else ()
    first, dash, second = text.partition("-")
    if not (first and dash and second) or first.lower() == second.lower():
        return ()
    return (first, dash, second) if all(read(part)[0] not in (OTHER, _SPLIT) for part in (first, second)) else ()


def read_line(language: str, forms: Forms, tokens: Sequence[Token], codes: str) -> Line | None:
    """The words of a sentence with their codes, ``None`` where none of its expressions has the shape of a date."""
    if _SPLIT in codes:
        read = word_reader(language)
        apart: list[Token] = []
        for token, code in zip(tokens, codes, strict=True):
            at = token.start
            for part in _parts(read, token.text) if code == _SPLIT else (token.text,):
                apart.append(Token(at, at + len(part), part))
                at += len(part)
        tokens, codes = apart, read_codes(language, apart)
    codes = _weeks(forms, tokens, codes)
    if forms.pattern.search(codes) is None:
        return None
    return Line([(token.start, token.end, token.text) for token in tokens], codes)


def _weeks(forms: Forms, words: Sequence[Token], codes: str) -> str:
    """The codes with every "Minggu" that is no Sunday as a week.

    It is one after a number or "akhir", before an ordinal, and before "lalu" where its capital says nothing.
    """
    sunday = forms.codes.get("sunday", OTHER)
    if sunday == OTHER or sunday not in codes:
        return codes
    made = list(codes)
    for at, code in enumerate(codes):
        if code != sunday:
            continue
        before = forms.names.get(codes[at - 1], "") if at else ""
        after = forms.names.get(codes[at + 1], "") if at + 1 < len(codes) else ""
        title = at == 0 or (at + 1 < len(codes) and words[at + 1].text[0].isupper())
        counted = before in ("numword", "num", "edge", "teen", "tens") or after in ("ordinal", "recent")
        if counted or (title and after in ("last", "this", "next", "upcoming")):
            made[at] = forms.codes["lowweek"]
    return "".join(made)


def read_fields(language: str, forms: Forms, line: Line, match: re.Match[str]) -> Fields:
    """What the words of a match of ``forms.pattern`` in ``line.codes`` say, each class by itself."""
    fields = Fields(match.lastgroup or "", day_first=forms.day_first)
    first, last = match.span()
    names = [forms.names[code] for code in line.codes[first:last]]
    words = [line.units[i][2] for i in range(first, last)]
    read = word_reader(language)
    values = [read(word)[1] for word in words]
    counting, few = fields.kind in ("span", "seq"), False
    for i, (name, value) in enumerate(zip(names, values, strict=True)):
        if name in _unit_of():
            few |= name in _PLURAL and fields.count is None
            _read_unit(forms, fields, names, i, value)
        elif name in _SHIFTS:
            _read_shift(forms, fields, names, i, value)
        elif name in _WEEKDAYS:
            fields.weekday = value
        elif name in _MONTHS:
            fields.month = value
        elif name in _COUNTS and counting:
            few |= not value
            fields.count = (fields.count or 1) * value if name == "tens" else (fields.count or 0) + value
        elif name in ("num", "ordnum"):
            fields.days.append(value)
        elif name == "yearnum":
            fields.year = value
        elif name == "slash":
            fields.numbers = words[i]
        else:
            _read_other(fields, names, values, i)
    if fields.kind == "span":
        fields.count = 0 if few else 1 if fields.count is None else fields.count
    return _finished(fields, names)


def _read_unit(forms: Forms, fields: Fields, names: Sequence[str], i: int, value: int) -> None:
    name = names[i]
    fields.unit = _unit_of()[name]
    if name == "weekend" or (forms.shift_after and fields.edge == 3 and fields.unit == "week"):
        fields.weekend = True
    if name == "lowweek" and fields.kind == "day" and i and names[i - 1] == "day":
        fields.weekday = value
    if name in _ONE:
        fields.count = value


def _read_shift(forms: Forms, fields: Fields, names: Sequence[str], i: int, value: int) -> None:
    """What "last", "ini" or "depan" shifts: the unit beside it, else the day or month itself."""
    if fields.kind == "span":
        before = "ago" if forms.shift_after else "recent"
        fields.way = fields.way or {-1: before, 0: "recent", 1: "coming"}[value]
        return
    if fields.kind == "seq":
        fields.way = "later" if value > 0 else "earlier"
        return
    at = i - 1 if forms.shift_after else i + 1
    if forms.shift_after and at >= 0 and names[at] == "yang":
        at -= 1
    beside = names[at] if 0 <= at < len(names) else ""
    if beside in _unit_of() and not (fields.kind == "day" and beside == "lowweek" and at and names[at - 1] == "day"):
        fields.shifts[_unit_of()[beside]] = value
    else:
        fields.own = value


def _read_other(fields: Fields, names: Sequence[str], values: Sequence[int], i: int) -> None:
    name, value = names[i], values[i]
    before = (names[i - 1], values[i - 1]) if i else ("", 0)
    if name == "decadenum":
        fields.decade = value
    elif name == "edge":
        fields.edge = value
    elif name == "ordinal" or (name == "recent" and fields.kind == "week"):
        fields.ordinal = value
    elif name == "tadi":
        fields.own = -1 if before == ("part", 1) else 0
    elif name == "part" and value and before[0] == "tadi":
        fields.own = -1
    elif name == "lusa":
        fields.own = -value if fields.own == -1 else value
    elif name in ("today", "tonight", "lastnight", "esok", "before", "after"):
        fields.own = value + (fields.own or 0)
    elif name in _WAYS:
        fields.way = fields.way or _WAYS[name]


def _finished(fields: Fields, names: Sequence[str]) -> Fields:
    """The fields with what only the whole expression tells."""
    if fields.kind == "seq" and "next_morning" in names:
        fields.unit = "day"
    if fields.kind == "seq" and "esok" in names:
        fields.unit, fields.way, fields.own = "day", "later", None
    if fields.kind == "week" and "of" in names and names[names.index("of") - 2] == "last":
        fields.ordinal = -1
        fields.shifts.pop("week", None)
    if "stroke" in names:  # 17 / 9 / 2019
        parts = [*fields.days, *([fields.year] if fields.year is not None else [])]
        fields.numbers, fields.days, fields.year = "/".join(map(str, parts)), [], None
    if len(fields.days) == 2 and fields.year is not None and fields.month is None:  # 2019-09-17, 17-09-2019
        year = f"{fields.year:04}"
        days = [f"{day:02}" for day in fields.days]
        fields.numbers = "-".join([year, *days] if names[0] == "yearnum" else [*days, year])
        fields.days, fields.year = [], None
    return fields
