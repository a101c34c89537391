"""Two pages of one article → one article: a twin adds nothing, the whole replaces a part, other pages are joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from menurut.ids import article_id
from menurut.read.canonical import canonical, page_of
from menurut.read.pages.headline import key_of
from menurut.records import Article

_SHORT = 30  # letters; a shorter line may rightly stand on two pages
_HELD = 0.97  # the part of a text's letters that the other one has, where it holds it whole
_LAST = 1_000  # where a page stands that says "all" but does not hold the rest


def merged(known: Article, new: Article) -> Article | None:
    """What is known of an article once another page of it was read; ``None`` where the new page adds nothing.

    Both are at the same ``canonical`` address. A twin, an AMP form, or a part of what is known adds nothing. A page
    that holds all that is known and more takes its place ("page=all"). Else two pages are joined in their order, a
    page without a number being the first; lines of the first that the second repeats count once. Where neither
    address names a page they are two versions of a page, and the longer one stands.

    What comes back has the canonical address, the id that belongs to it, and the headline, date, outlet and language
    of the first page, where it has them.
    """
    old, added = _lines(known.text), _lines(new.text)
    if _part_of(added, old) >= _HELD:
        return None
    if _part_of(old, added) >= _HELD:
        return _whole(new, known, new.text)
    before, after = _page(known), _page(new)
    if before == after:
        return _whole(new, known, new.text) if _size(added) > _size(old) else None
    first, second = (known, new) if before < after else (new, known)
    return _whole(first, second, _joined(first.text, second.text))


def _page(article: Article) -> int:
    page = page_of(article.url) if article.url else None
    return 1 if page is None else page or _LAST


def _whole(first: Article, second: Article, text: str) -> Article:
    """``first`` with ``text``, at the canonical address; what it lacks is taken from ``second``."""
    url = canonical(first.url or second.url or "") or None
    outlet = first.outlet or second.outlet
    dated = first if first.published is not None else second
    return replace(
        first,
        id=article_id(outlet, url, first.given_id, text),
        text=text,
        url=url,
        outlet=outlet,
        title=first.title or second.title,
        published=dated.published,
        stated_date=dated.stated_date,
        language=first.language or second.language,
    )


def _lines(text: str) -> list[str]:
    """The lines of a text as they are compared: letters and digits alone, in lower case."""
    return [key for line in text.splitlines() if (key := key_of(line))]


def _size(lines: Sequence[str]) -> int:
    return sum(map(len, lines))


def _part_of(lines: Sequence[str], others: Sequence[str]) -> float:
    """The part of the letters of ``lines`` that stand in ``others``, as a line or within the text, in whatever cut."""
    whole = "".join(others)
    known = set(others)
    held = sum(len(line) for line in lines if line in known or (len(line) >= _SHORT and line in whole))
    return held / _size(lines) if lines else 1.0


def _joined(first: str, second: str) -> str:
    """Both texts; of the second, without the lines at its beginning and the longer lines that the first has too."""
    known = set(_lines(first))
    rest: list[str] = []
    for line in second.splitlines():
        key = key_of(line)
        if key in known and (not rest or len(key) >= _SHORT):
            continue
        if key:
            rest.append(line)
    return "\n".join([first.rstrip("\n"), *rest])
