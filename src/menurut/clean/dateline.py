"""Datelines: where, for whom and when a report was filed, as its first words say."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from menurut.records import Dateline, Paragraph, ParagraphKind, Span

_LONGEST = 110  # characters; a dateline with place, date and agency has some 60
_PARAGRAPHS = 3  # the first body paragraphs, which a standfirst or a kicker may open


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(files("menurut.clean").joinpath("dateline.toml").read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in table.items()}


@cache
def _places() -> frozenset[str]:
    return frozenset(place.casefold() for place in _lists()["places"])


@cache
def _labels() -> frozenset[str]:
    return frozenset(_lists()["labels"])


@cache
def _outlet() -> str:
    from menurut.outlets import outlets

    listed = {*_lists()["outlets"], *(name for outlet in outlets() for name in outlet.datelines)}
    names = "|".join(re.escape(name) for name in sorted(listed, key=lambda name: (-len(name), name)))
    domain = r"[A-Za-z][\w-]{1,30}\.(?:com|co\.id|co|id|net|news|tv|org|my\.id)(?![\w.])"
    return rf"(?:(?i:{domain})|(?:{names})(?!\w))"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The shapes of a dateline, with the dash that closes it; which of them hold without a list is told in `_fits`."""
    word = r"[A-Z][\w'’]*(?:[-.][\w'’]+)*\.?"
    place = rf"{word}(?: (?:{word}|de|del|la|al|el|of|the|upon|di|los|au)){{0,4}}"
    month = r"(?i:jan|feb|mar|apr|may|mei|jun|jul|aug|agu|agt|ags|sep|oct|okt|nov|nop|dec|des)[a-z]{0,7}\.?"
    numbers = r"\d{1,2} ?[/.-] ?\d{1,2}(?: ?[/.-] ?\d{2,4})?"
    date = rf"(?:{month} \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {month}(?:,? \d{{4}})?|{numbers})"
    days = "Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu|Ahad"
    day = rf"(?:(?:{days}|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday),? )?"
    when = rf"(?:,? (?:{day}(?P<date>{date}))|\s*\((?P<bracketed>{day}{date})\))?"
    whole = rf"(?P<place>{place}(?:(?:, |/){place})?)"
    outlet = rf"(?P<outlet>{_outlet()})"
    # "- -" is what is left of a dash of two hyphens; without a space after it a dash joins two words.
    dash = r"(?:\s*(?:- ?-|[-–—―]{1,2})(?:\s+|$)|\s+–(?=\S)|\s*[—―](?=\S))"
    return tuple(
        re.compile(shape + dash)
        for shape in (
            rf"{outlet}\s*(?:[,|:]\s*|\s)\(?{whole}\)?{when}",
            rf"{whole}{when}\s*[,|]?\s*[(\[](?P<outlet>[A-Z][\w./ -]{{1,30}})[)\]](?:\s*,?\s*\((?P<second>{date})\))?",
            rf"{whole}{when}\s*[,|]\s*{outlet}",
            rf"{outlet}{when}",
            rf"{whole}{when}",
        )
    )


@cache
def _colon() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?P<outlet>{_outlet()}), )?(?P<place>[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){{0,2}}):\s+(?=[A-Z])"
    )


@cache
def _leftover() -> re.Pattern[str]:
    return re.compile(r"[,\s]*(?:- ?-|[-–—―]{1,2})\s*(?=[\w\"“‘'(])")


def find_dateline(text: str, paragraphs: Sequence[Paragraph]) -> Dateline | None:
    """The dateline of a document, from its text and paragraphs; ``None`` where it has none.

    Looked for at the beginning of the first three body paragraphs. The span covers the dash and the space after
    it, so that the sentence begins where it ends. A dash alone at the beginning of the first body paragraph is
    what a scrape left of a dateline: a span without place or outlet.

    A place in mixed case alone ("Moskow - …") must be one that datelines name often (``dateline.toml``), since
    "Budi - ketua partai - …" has the same shape; in capitals it must be of four letters or more and no label.
    """
    body = [paragraph for paragraph in paragraphs if paragraph.kind is ParagraphKind.BODY][:_PARAGRAPHS]
    for paragraph in body:
        found = _read(text[paragraph.start : min(paragraph.end, paragraph.start + _LONGEST)], paragraph.start)
        if found is not None:
            return found
    if body:
        return _read_leftover(text, body)
    return None


def _read_leftover(text: str, body: Sequence[Paragraph]) -> Dateline | None:
    """The dash of a lost dateline; two paragraphs that begin with one are a list or a dialogue."""
    begins = [_leftover().match(text, paragraph.start, paragraph.end) for paragraph in body[:2]]
    match = begins[0]
    if match is None or any(begins[1:]):
        return None
    return Dateline(Span(match.start(), match.end(), match.group()))


def _read(text: str, offset: int) -> Dateline | None:
    head = text.lstrip('"“ ')
    shift = len(text) - len(head)
    for pattern in _patterns():
        match = pattern.match(text, shift)
        if match is not None and _fits(match, text):
            return _dateline(match, offset)
    match = _colon().match(text)
    if match is not None and match.group("place").casefold() in _places() and match.group("place") != "Washington":
        return _dateline(match, offset)
    return None


def _fits(match: re.Match[str], text: str) -> bool:
    """Whether what has the shape of a dateline is one."""
    groups = match.groupdict()
    place, outlet = groups.get("place"), groups.get("outlet")
    after = text[match.end() :]
    is_outlet = outlet is not None and re.compile(_outlet()).fullmatch(outlet) is not None
    if after[:1].islower() and not is_outlet:
        return False
    if place is None:
        return True
    city, _, _ = place.partition(",")
    known = city.strip().casefold() in _places()
    if outlet is not None:
        return known or place.isupper() or is_outlet
    if city.upper() in _labels():
        return False
    first = re.compile(r"[^\s,]+").match(after)
    if first is not None and first.group().casefold() in _places() and not place.isupper():
        return False  # "Jakarta - Bandung ditempuh …" is a route
    return known or (city.isupper() and sum(map(str.isalpha, city)) >= 4)


def _dateline(match: re.Match[str], offset: int) -> Dateline:
    def span(*names: str) -> Span | None:
        for name in names:
            if name in match.re.groupindex and match.group(name) is not None:
                start, end = match.span(name)
                return Span(offset + start, offset + end, match.group(name))
        return None

    return Dateline(
        Span(offset + match.start(), offset + match.end(), match.group()),
        span("place"),
        span("outlet"),
        span("date", "bracketed", "second"),
    )
