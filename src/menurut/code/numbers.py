"""Numbers in words and figures: what they mean, least and most, and the words around them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from menurut.languages.language import FOLDERS
from menurut.records import Bound

_FIGURES = re.compile(r"\d+(?:[.,]\d+)*")
_LONGEST = 40  # characters of a number in figures; a longer one counts nothing
_YEARS = range(1900, 2101)
CASUALTIES = ("killed", "injured", "arrested", "missing", "displaced")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in words ``first`` to ``last`` (exclusive): the least and the most that is meant.

    ``vague``: told only by its size ("puluhan"). ``year``: four figures that may be a year's. ``scaled``: with a word
    such as "million", so that a figure before "to" shares it.
    """

    first: int
    last: int
    low: float
    high: float
    vague: bool = False
    year: bool = False
    scaled: float = 1.0


def listed(text: str) -> tuple[str, ...]:
    """The members of a list that commas part."""
    return tuple(member.strip() for member in text.replace("\n", " ").split(",") if member.strip())


@cache
def quantity_words(language: str) -> Mapping[str, Any]:
    """The data file of a language's numbers and units."""
    path = resources.files("menurut.languages").joinpath(FOLDERS[language], "quantities.toml")
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True, slots=True)
class NumberWords:
    """The words of a language's numbers. ``thousands`` and ``decimal`` are the marks in figures."""

    decimal: str
    thousands: str
    units: Mapping[str, float]
    scales: Mapping[str, float]
    lone: Mapping[str, float]
    vague: Mapping[str, tuple[float, float]]
    parts: Mapping[str, frozenset[str]]
    starts: frozenset[str]


@cache
def number_words(language: str) -> NumberWords:
    """The words of a language's numbers, read once."""
    data = quantity_words(language)
    vague = {word: (float(low), float(high)) for word, (low, high) in data["vague"].items()}
    parts = {name: frozenset(listed(text)) for name, text in data["parts"].items()}
    starts = frozenset({*data["numbers"], *data["lone"], *vague, *parts["halves"], *parts["articles"]})
    return NumberWords(
        data["decimal"],
        "." if data["decimal"] == "," else ",",
        data["numbers"],
        data["scales"],
        data["lone"],
        vague,
        parts,
        starts,
    )


def figures(text: str, lists: NumberWords) -> float | None:
    """What figures mean ("12.000" in Indonesian and "12,000" in English are twelve thousand); ``None`` for others."""
    if len(text) > _LONGEST or _FIGURES.fullmatch(text) is None:
        return None
    groups = re.split(r"[.,]", text)
    marks = [c for c in text if c in ".,"]
    if not marks:
        return float(text)
    grouped = all(len(group) == 3 for group in groups[1:]) and 0 < len(groups[0]) <= 3 and groups[0] != "0"
    if grouped and len(set(marks)) == 1 and (marks[0] == lists.thousands or len(marks) > 1):
        return float("".join(groups))
    if grouped and marks == [","] and lists.decimal == ",":
        return float("".join(groups))  # "1,500" in Indonesian news is written the English way
    if len(marks) == 1:
        return float(".".join(groups))
    return float("".join(groups[:-1]) + "." + groups[-1]) if marks[-1] != marks[0] else None


def read_number(lowered: Sequence[str], at: int, end: int, lists: NumberWords) -> Number | None:
    """The number that begins at word ``at`` (of words in lower case) and ends before ``end``, if one does."""
    word = lowered[at]
    if word in lists.vague:
        return _read_vague(lowered, at, end, lists)
    if not (word[0].isdigit() or word in lists.starts):
        return None
    return _Reader(lowered, at, end, lists).read()


def _read_vague(lowered: Sequence[str], at: int, end: int, lists: NumberWords) -> Number | None:
    low, high = lists.vague[lowered[at]]
    last = at + 1
    follows = last + 1 if last < end and lowered[last] in lists.parts["of"] else last
    scale = lists.scales.get(lowered[follows]) if follows < end else None
    if scale is not None:
        return Number(at, follows + 1, low * scale, (high + 1) * scale - 1, vague=True)
    if lowered[at] == "tens":
        return None  # "tens" alone is no number of news
    return Number(at, last, low, high, vague=True)


class _Reader:
    """Reads one number word by word: ``total`` is what the scales have closed, ``part`` what is still open."""

    def __init__(self, lowered: Sequence[str], at: int, end: int, lists: NumberWords) -> None:
        self.lowered, self.first, self.end, self.lists = lowered, at, end, lists
        self.total = 0.0
        self.part: float | None = None
        self.scale = 1.0

    def read(self) -> Number | None:
        at = self._opening()
        while at < self.end:
            step = self._take(at)
            if not step:
                break
            at += step
        if at == self.first or (self.part is None and not self.total):
            return None
        value = self.total + (self.part or 0.0)
        text = self.lowered[self.first]
        year = at == self.first + 1 and len(text) == 4 and text.isdecimal() and int(text) in _YEARS
        return Number(self.first, at, value, value, year=year, scaled=self.scale)

    def _opening(self) -> int:
        """Past "a" of "a million" and "half a" of "half a million"."""
        parts, at = self.lists.parts, self.first
        value = 1.0
        if self.lowered[at] in parts["halves"]:
            value, at = 0.5, at + 1
        if at < self.end and self.lowered[at] in parts["articles"]:
            at += 1
        if (
            at > self.first
            and at < self.end
            and (self.lowered[at] in self.lists.scales or self.lowered[at] in parts["hundreds"])
        ):
            self.part = value
            return at
        return self.first

    def _take(self, at: int) -> int:
        """Take the word at ``at`` into the number; how many words were taken."""
        lists, word = self.lists, self.lowered[at]
        value = figures(word, lists) if word[0].isdigit() else None
        if value is not None:
            if self.part is not None or self.total:
                return 0
            self.part = value
        elif word in lists.lone:
            if self.part is not None or self.total:
                return 0
            self.total, self.scale = lists.lone[word], lists.lone[word]
        elif word in lists.units:
            return self._take_unit(lists.units[word])
        elif word in lists.scales and self.part is not None:
            self.scale = lists.scales[word]
            self.total, self.part = self.total + self.part * self.scale, None
        else:
            return self._take_part(at, word)
        return 1

    def _take_unit(self, unit: float) -> int:
        if self.part is None:
            self.part = unit
            return 1
        size = 10 ** len(str(int(unit)))
        if not unit or self.part % size or self.part <= unit:
            return 0
        self.part += unit
        return 1

    def _take_part(self, at: int, word: str) -> int:
        """Take "belas", "puluh", "ratus" after digits, a hyphen ("twenty-five"), an "and" ("hundred and two")."""
        parts = self.lists.parts
        if self.part is None and not self.total:
            return 0
        if self.part is not None and word in parts["teens"] | parts["tens"] | parts["hundreds"]:
            digit = self.part % 10 if self.part >= 100 or word in parts["teens"] else self.part
            rest = self.part - digit
            factor = 10 if word in parts["tens"] else 100 if word in parts["hundreds"] else 1
            self.part = self.part + 10 if factor == 1 else rest + digit * factor
            return 1
        follows = self.lowered[at + 1] if at + 1 < self.end else ""
        before = self.lowered[at - 1]
        if word == "-" and before in self.lists.units and follows in self.lists.units:
            return self._take_unit(self.lists.units[follows]) * 2
        if (
            word in parts["joins"]
            and follows in self.lists.units
            and (before in parts["hundreds"] or before in self.lists.scales)
        ):
            if self.part is None:
                self.part = self.lists.units[follows]
                return 2
            return self._take_unit(self.lists.units[follows]) * 2
        return 0


@dataclass(frozen=True, slots=True)
class UnitWords:
    """A language's words around numbers.

    ``bounds`` stand before a number, ``after`` after it; ``joins`` and ``pair`` make ranges, ``change`` makes none.
    ``objects``, ``subjects`` and ``nouns`` map a word to the kind of casualty that its object, its subject or it itself
    counts. ``sets`` are lists that decide one thing each. ``head_first``: modifiers follow their noun.
    """

    numbers: NumberWords
    bounds: Mapping[tuple[str, ...], Bound]
    after: Mapping[tuple[str, ...], Bound]
    joins: frozenset[str]
    pair: tuple[str, str]
    change: str
    currencies: Mapping[str, str]
    percent: frozenset[str]
    objects: Mapping[str, str]
    subjects: Mapping[str, str]
    nouns: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    people: str
    head_first: bool


@cache
def unit_words(language: str) -> UnitWords:
    """The words around a language's numbers, read once."""
    data = quantity_words(language)
    bounds = {tuple(p.split()): Bound(name) for name, text in data["bounds"].items() for p in listed(text)}
    after = {tuple(p.split()): Bound(name) for name, text in data["bounds_after"].items() for p in listed(text)}
    first, last = data["ranges"]["pairs"].split()
    roles: dict[str, dict[str, str]] = {"object": {}, "subject": {}, "nouns": {}}
    for unit in CASUALTIES:
        for role, found in roles.items():
            found.update(dict.fromkeys(listed(data[unit][role]), unit))
    return UnitWords(
        number_words(language),
        bounds,
        after,
        frozenset(listed(data["ranges"]["joins"])),
        (first, last),
        data["ranges"]["from"],
        {form: code for code, text in data["currencies"].items() for form in listed(text)},
        frozenset(listed(data["percent"]["words"])),
        roles["object"],
        roles["subject"],
        roles["nouns"],
        {name: frozenset(listed(text)) for name, text in data["nouns"].items()},
        data["people"],
        data["decimal"] == ",",
    )
