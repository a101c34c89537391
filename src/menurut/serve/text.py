"""Every word of the pages, in English and Indonesian; they stand in ``words/*.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

LANGUAGES = ("en", "id")
_MONTH, _YEAR = 7, 4  # characters of an ISO month and year


@cache
def all_words() -> Mapping[str, Mapping[str, str]]:
    """All words by key: the file's name, a dot and the names within (``home.title``); each by language."""
    found: dict[str, Mapping[str, str]] = {}
    for file in sorted(files("menurut.serve").joinpath("words").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text(encoding="utf-8"))
            found.update(_flat(file.name.removesuffix(".toml"), table))
    return found


def _flat(name: str, table: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, str]]]:
    if all(isinstance(value, str) for value in table.values()):
        yield name, table
        return
    for key, value in table.items():
        yield from _flat(f"{name}.{key}", value)


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """The names of states by ISO 3166-1 alpha-3 code and language, from the gazetteer."""
    text = files("menurut.resolve").joinpath("gazetteer/states.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {row[0]: {"id": row[1].split("|")[0], "en": row[2].split("|")[0]} for row in lines[1:]}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: call it with a key and what is to be filled in."""

    language: str

    def __call__(self, key: str, /, **values: object) -> str:
        """The words of ``key`` with ``{name}`` filled in; ``n=1`` takes the singular (``one``) if there is one.

        Raises ``KeyError`` for a key without words.
        """
        forms = all_words()[key]
        singular = values.get("n") == 1 and self.language == "en" and "one" in forms
        words = forms["one" if singular else self.language]
        shown = {name: self.number(v) if isinstance(v, (int, float)) else v for name, v in values.items()}
        return words.format_map(shown) if values else words

    def code(self, table: str, value: str | None) -> str:
        """A code in words: of ``stance``, ``type``, ``mode``, ``status``, … (``words/code.toml``), else the code."""
        forms = all_words().get(f"code.{table}.{value}")
        return forms[self.language] if forms is not None else (value or "").replace("_", " ")

    def country(self, code: str | None) -> str:
        """The name of a country by its ISO 3166-1 alpha-3 code; the code where it has none here."""
        names = countries().get(code or "")
        return names[self.language] if names is not None else (code or "")

    def actor(self, name: str, country: str | None = None) -> str:
        """The name of an actor as it is read, but that of a state in this language."""
        names = countries().get(country or "")
        return names[self.language] if names is not None and name in names.values() else name

    def number(self, value: float) -> str:
        """A number as the language writes it: 12,500.5 in English, 12.500,5 in Indonesian."""
        text = f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
        return text.translate(str.maketrans(",.", ".,")) if self.language == "id" else text

    def day(self, iso: str | None, precision: str | None = None) -> str:
        """A day, month or year in words (2025-05-19: "19 May 2025"); with ``precision`` month or year only that.

        What is no ISO day is given as it is; ``None`` in the words for "not known".
        """
        if not iso:
            return self("common.no_date")
        cut = {"month": _MONTH, "year": _YEAR, "decade": _YEAR}.get(precision or "", 10)
        parts = iso[:cut].split("-")
        try:
            month = self(f"common.months.{int(parts[1])}") if len(parts) > 1 else ""
            day = str(int(parts[2])) if len(parts) > 2 else ""
        except (KeyError, ValueError):
            return iso
        return " ".join(part for part in (day, month, parts[0].lstrip("0") or parts[0]) if part)

    def days(self, first: str | None, last: str | None, precision: str | None = None) -> str:
        """A day, or a stretch from the first to the last ("19 May 2025 – 2 June 2025")."""
        if first is None or last is None or first == last or precision in ("day", "month", "year"):
            return self.day(first or last, precision)
        if precision == "decade":
            return self("common.decade", year=first[:_YEAR])
        return f"{self.day(first)} – {self.day(last)}"

    def sources(self, sources: int, articles: int) -> str:
        """How many independent sources there are, with the copies beside: "3 sources, 41 copies"."""
        own = self("common.sources", n=sources)
        copies = articles - sources
        return f"{own}, {self('common.copies', n=copies)}" if copies > 0 else own


def language_of(given: str | None, cookie: str | None, usual: str | None, accepted: str | None) -> str:
    """The language of a page: what the address says, else the cookie, else the app's, else what the browser prefers."""
    for wanted in (given, cookie, usual):
        if wanted in LANGUAGES:
            return wanted
    ranked: list[tuple[float, str]] = []
    for part in (accepted or "")[:500].split(","):
        name, _, weight = part.partition(";q=")
        try:
            ranked.append((-float(weight or 1), name.strip().lower().replace("in", "id", 1)[:2]))
        except ValueError:
            continue
    return next((name for _, name in sorted(ranked, key=lambda pair: pair[0]) if name in LANGUAGES), "en")
