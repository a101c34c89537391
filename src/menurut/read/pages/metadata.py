"""What a page says of its article: headline, date, address, language, and whether it is one."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from menurut.read.canonical import canonical
from menurut.read.pages.dates import date_in, date_in_address
from menurut.read.pages.headline import headline_of
from menurut.read.pages.shown import shown_dates
from menurut.read.pages.tables import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_LONGEST_SCRIPT = 1_000_000  # characters of JSON-LD
_MOST_NODES = 2_000  # objects of JSON-LD that are looked at
_OTHERS = ("itemListElement", "comment", "hasPart", "citation")  # keys under which other things than the article stand
_DATE_LINE = 160  # characters of an element that shows a date


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page states of its article; ``None`` where it does not. ``is_article``: whether it calls itself one."""

    headline: str | None
    published: str | None
    stated_date: str | None
    url: str | None
    language: str | None
    is_article: bool


def metadata_of(tree: _Element, url: str | None) -> Metadata:
    """What the page of ``tree`` (scripts still there) says of its article; ``url`` is where it was found, if known."""
    metas = _metas(tree)
    articles = [each for each in _linked(tree) if _types(each).intersection(words()["article_types"])]
    language = _language(tree, metas)
    headline = headline_of(
        tree, metas, [each["headline"] for each in articles if isinstance(each.get("headline"), str)]
    )
    stated_dates = _stated_dates(tree, metas, articles)
    published, stated = _published(tree, stated_dates, headline, language, (metas.get("og:url"), url))
    return Metadata(
        headline=headline,
        published=published,
        stated_date=stated,
        url=_address(tree, metas, url),
        language=language,
        is_article=bool(articles) or "article:published_time" in metas or metas.get("og:type", "").lower() == "article",
    )


def _metas(tree: _Element) -> Mapping[str, str]:
    """The page's <meta> tags by name in lower case; of several of one name the first that says something."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if not content:
            continue
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute)
            if name:
                found.setdefault(name.strip().lower(), content)
    return found


def _linked(tree: _Element) -> Iterator[Mapping[str, Any]]:
    """The objects of the page's JSON-LD, nested ones after those that hold them; not those of lists and comments."""
    import msgspec

    left = _MOST_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        text = re.sub(r"[\x00-\x1f]", " ", script.text[:_LONGEST_SCRIPT]).strip()
        text = (
            text.removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>").strip(" ;")
        )
        try:
            queue = deque([msgspec.json.decode(text.encode("utf-8", "replace"))])
        except (msgspec.DecodeError, RecursionError):
            continue
        while queue and left:
            left -= 1
            each = queue.popleft()
            if isinstance(each, list):
                queue.extend(each[:_MOST_NODES])
            elif isinstance(each, dict):
                yield each
                queue.extend(v for key, v in each.items() if isinstance(v, dict | list) and key not in _OTHERS)


def _types(each: Mapping[str, Any]) -> set[str]:
    kind = each.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return {name.rpartition("/")[2].lower() for name in names if isinstance(name, str)}


def _language(tree: _Element, metas: Mapping[str, str]) -> str | None:
    """The language code that the page states."""
    for stated in (tree.get("lang"), metas.get("og:locale"), metas.get("content-language"), metas.get("language")):
        if stated and re.fullmatch(r"[A-Za-z]{2}(?:[-_]\w{1,8}){0,3}", stated.strip()):
            return stated.strip()[:2].lower()
    return None


def _address(tree: _Element, metas: Mapping[str, str], url: str | None) -> str | None:
    """The article's one address: what the page gives as such, where it may be believed, else where it was found."""
    named = [element.get("href") for element in tree.iter("link") if (element.get("rel") or "").lower() == "canonical"]
    for stated in (*named, metas.get("og:url")):
        address = canonical(stated) if stated and stated.strip().lower().startswith(("http://", "https://")) else None
        if address is None or address.count("/") < 3 or address.endswith("/"):
            continue  # the front page, which some templates name on every page
        if url is None or _site(address) == _site(canonical(url)):
            return address
    return canonical(url) if url else None


def _site(address: str) -> str:
    """The last labels of an address's host that belong to one site: "detik.com", "republika.co.id"."""
    labels = address.split("/")[2].partition(":")[0].split(".") if address.count("/") >= 3 else [address]
    short = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in words()["second_level"]
    return ".".join(labels[-3 if short else -2 :])


def _published(
    tree: _Element,
    stated_dates: Iterable[str],
    headline: str | None,
    language: str | None,
    addresses: Iterable[str | None],
) -> tuple[str | None, str | None]:
    """When the article was published, as ISO 8601 and as the page states it; the surest statement first."""
    for stated in stated_dates:
        found = date_in(" ".join(stated.split()), language)
        if found is not None:
            return found
    shown = shown_dates(tree, headline, language)
    day = next((day for address in addresses if address and (day := date_in_address(address)) is not None), None)
    if day is not None:  # a page shows many dates; the article's own is the one in its address
        return next((each for each in shown if each[0][:10] == day), (day, day))
    return shown[0] if shown else (None, None)


def _stated_dates(tree: _Element, metas: Mapping[str, str], articles: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The dates that the page states for machines: its JSON-LD's, its <meta> tags', its microdata's."""
    for name in ("datePublished", "dateCreated"):
        yield from (each[name] for each in articles if isinstance(each.get(name), str))
    yield from (metas[name] for name in words()["published"] if name in metas)
    for element in tree.xpath("//*[@itemprop='datePublished' or @pubdate]"):
        yield element.get("datetime") or element.get("content") or "".join(element.itertext())[:_DATE_LINE]
