"""Which of a page's titles is the headline, and the headline without its site's name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST = 300  # characters of a headline
_MOST = 40  # headings that are looked at


@cache
def _marks() -> re.Pattern[str]:
    """What stands between a headline and its site's name."""
    return re.compile(r"\s+(?:[-–—|•·»«]|::?|//|/)\s+|\s*[|]\s*|\s+(?:—|–)\s*|(?<=\w): (?=\S)")


@cache
def _letters() -> re.Pattern[str]:
    return re.compile(r"[\W_]+")


def key_of(text: str) -> str:
    """``text`` as headlines and lines are compared: letters and digits alone, in lower case."""
    return _letters().sub("", text.casefold())


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def headline_of(tree: _Element, metas: Mapping[str, str], stated: Iterable[str]) -> str | None:
    """The headline as the page shows it; ``None`` where it has no title at all.

    ``stated`` are the headlines of the page's own data. A heading of the page wins where a title of the page
    (``og:title``, the data, ``<title>``) says the same or begins with it: "News" or the site's name does not. Else a
    heading of the first rank wins that is about the same (outlets word the title for search engines anew). Without
    such a heading it is the title that the page gives to others, without the site's name.
    """
    title = _line(_text(tree.find(".//title")))
    shared = (metas.get("og:title"), *stated, metas.get("twitter:title"))
    titles = [line for line in (*(_unescaped(each) for each in shared if each), title) if line]
    names = _site_names(metas)
    first = [_line(_text(element)) for element in list(tree.iter("h1"))[:_MOST]]
    headings = [*first, *(_line(_text(element)) for element in _other_headings(tree))]
    bare = dict.fromkeys((*titles, *(without_site(line, names) for line in titles)))
    best = max(((_agreement(heading, bare, names), -at, heading) for at, heading in enumerate(headings)), default=None)
    if best is not None and best[0] > 0:
        return best[2][:_LONGEST]
    related = [line for line in first if _is_about(line, titles)]
    if related:
        return related[0][:_LONGEST]
    if titles:
        return without_site(titles[0], names)[:_LONGEST]
    only = [heading for heading in headings if len(heading.split()) >= 3]
    return only[0][:_LONGEST] if only else None


def _other_headings(tree: _Element) -> list[_Element]:
    """What is marked as the headline, and the headings of the second rank."""
    # "judul" is headline in Indonesian; "jdl" is short for it.
    marked = tree.xpath(
        "//*[(@itemprop='headline' and not(self::meta)) or contains(@class, 'judul') or contains(@class, 'jdl')]"
    )
    return [*marked[:_MOST], *list(tree.iter("h2"))[:_MOST]]


def _text(element: _Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def _unescaped(line: str) -> str:
    from html import unescape

    return _line(unescape(re.sub(r"</?[a-zA-Z][^<>]{0,80}>", "", line)))


def _site_names(metas: Mapping[str, str]) -> list[str]:
    names = (metas.get("og:site_name"), metas.get("application-name"), metas.get("twitter:site", "").strip("@"))
    return [key for name in names if name and (key := key_of(name))]


def _agreement(heading: str, titles: Iterable[str], names: Iterable[str]) -> int:
    """How far a heading is what the page's titles say: 0 where no title holds it, else how many letters it shares.

    It is a headline where a title is the same, or holds it as one of the parts that marks part; a heading that is
    but a part beside a longer one ("Kompas.com", "Regional") is none.
    """
    key = key_of(heading)
    if len(key) < 4 or any(key == name for name in names):
        return 0
    best = 0
    for title in titles:
        whole = key_of(title)
        if not whole:
            continue
        if key == whole:
            best = max(best, 2 * len(key))
        elif (key in whole and 2 * len(key) > len(whole)) or (
            len(heading.split()) >= 2 and key == key_of(_first_part(title))
        ):
            best = max(best, len(key) + 1)
        elif whole in key and len(whole) >= 12 and len(key) <= 1.6 * len(whole):
            best = max(best, len(whole))
        elif _shared(heading, title) >= 0.75:
            best = max(best, len(key) // 2)
    return best


def _first_part(title: str) -> str:
    """What stands before the last mark that parts a title, and so before the site's name."""
    cuts = [cut for cut in _marks().finditer(title) if cut[0].strip() != ":"]
    return title[: cuts[-1].start()] if cuts else title


def _is_about(heading: str, titles: Iterable[str]) -> bool:
    """Whether a heading of five words or more shares two longer words with a title, which has others besides."""
    if len(heading.split()) < 5:
        return False
    words = set(_word().findall(heading.casefold()))
    key = key_of(heading)
    return any(
        len(words & set(_word().findall(title.casefold()))) >= 2 and key not in key_of(title) for title in titles
    )


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"[^\W\d_]{4,}")


def _shared(heading: str, title: str) -> float:
    """The part of the longer one's words that both have."""
    a, b = set(heading.casefold().split()), set(title.casefold().split())
    return len(a & b) / max(len(a), len(b), 1) if len(a) >= 4 else 0.0


def without_site(title: str, names: Iterable[str]) -> str:
    """``title`` without the site's name, which a mark parts from it at either end.

    A part is the site's where it is (or holds) one of ``names``, where it is an address ("Kompas.com"), or where
    it is short beside the rest (at most four words, and no longer than half of it) and stands at the end.
    """
    for _ in range(3):
        cuts = list(_marks().finditer(title))
        if not cuts:
            return title
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        if ": " in cuts[-1][0] and not _is_site(tail, names):
            cuts = [cut for cut in cuts if cut[0].strip() != ":"]
            if not cuts:
                first = next(_marks().finditer(title))
                return title[first.end() :] if _is_site(title[: first.start()], names) else title
            head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        first = cuts[0]
        if _is_site(title[: first.start()], names):
            title = title[first.end() :]
        elif _is_site(tail, names) or (len(tail.split()) <= 4 and 2 * len(tail) <= len(head)):
            title = head
        else:
            return title
    return title


def _is_site(part: str, names: Iterable[str]) -> bool:
    key = key_of(part)
    if re.fullmatch(
        r"(?:www\.)?[\w-]{2,40}\.(?:com|co\.id|id|co|net|org|news|tv)(?: \w+)?", part.strip(), re.IGNORECASE
    ):
        return True
    return bool(key) and any(
        key == name or (len(name) >= 4 and name in key and len(key) <= len(name) + 20) for name in names
    )
