"""The dates that a page shows, the one by its headline first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from menurut.read.pages.dates import date_in
from menurut.read.pages.headline import key_of
from menurut.read.pages.tables import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 160  # characters of an element that shows a date
_MOST_CHILDREN = 6  # elements in it
_LINE = 60  # characters of one that has no mark of a date
_HEADINGS = ("h1", "h2", "h3")
_TAGS = (*_HEADINGS, "time", "span", "div", "p", "li", "small", "abbr", "td", "dt", "font", "b", "em", "i", "strong")


def shown_dates(tree: _Element, headline: str | None, language: str | None) -> list[tuple[str, str]]:
    """The dates that a page shows, as ISO 8601 and in its words, the likeliest to be the article's first.

    Likelier is what stands below the headline, in a <time>, or in an element whose class speaks of a date; what
    stands in a list of other articles, in a comment or in the page's frame is left out, and so is a line without
    any of these signs.
    """
    marks, others = (re.compile("|".join(words()[name])) for name in ("date_marks", "other_dates"))
    key = None if headline is None else key_of(headline)
    below = False
    found: list[tuple[int, str, str]] = []
    for element in tree.iter(*_TAGS):
        below = below or _is(element, headline, key)
        text = _text(element)
        date = date_in(text, language) if text else None
        if text is None or date is None:
            continue
        signs = " ".join(f"{e.get('class') or ''} {e.get('id') or ''}" for e in (element, *_above(element))).lower()
        if others.search(signs):
            continue
        sign = 2 if element.tag == "time" else 1 if marks.search(signs) else 0
        if sign or (below and len(text) <= _LINE):
            found.append((3 * below + sign, *date))
    found.sort(key=lambda each: -each[0])
    return [(value, stated) for _, value, stated in found]


def _is(element: _Element, headline: str | None, key: str | None) -> bool:
    """Whether an element shows the headline, whose letters are ``key``; where there is none, any <h1> will do."""
    if headline is None:
        return bool(element.tag == "h1")
    if len(element) > _MOST_CHILDREN or (element.tag not in _HEADINGS and element.text is None):
        return False
    text: str = "".join(element.itertext())
    return len(text) <= 2 * len(headline) + 40 and key_of(text) == key


def _text(element: _Element) -> str | None:
    """The text of an element that is short enough to show a date, or the date that a <time> states."""
    stated: str | None = element.get("datetime") if element.tag == "time" else None
    if stated:
        return stated
    if len(element) > _MOST_CHILDREN:
        return None
    text = " ".join("".join(element.itertext()).split())
    return text if 8 <= len(text) <= _LONGEST and any(char.isdigit() for char in text) else None


def _above(element: _Element) -> Iterator[_Element]:
    """The two elements that hold it."""
    parent = element.getparent()
    for _ in range(2):
        if parent is None:
            return
        yield parent
        parent = parent.getparent()
