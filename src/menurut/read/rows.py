"""One row of a table or one JSON object → its article, fields by the obvious names or by a given mapping."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from menurut.config import Config
from menurut.ids import article_id
from menurut.read.articles import iso_date, make_article, primary_tag
from menurut.read.canonical import canonical
from menurut.read.ninjs import is_ninjs, read_item
from menurut.read.saved import page_article
from menurut.read.stripes import Stripe
from menurut.read.text import too_long
from menurut.records import Article, Problem

# Names that crawlers and data sets use, the first that a row has is taken.
FIELD_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "article_id", "uid", "uuid", "guid"),
    "title": ("title", "headline", "judul"),
    "text": ("text", "body", "content", "article", "body_text", "maintext", "isi"),
    "published": ("published", "date", "published_at", "publication_date", "date_publish", "pubDate", "tanggal"),
    "outlet": ("outlet", "source", "publisher", "site", "domain", "media"),
    "url": ("url", "link", "address", "uri"),
    "language": ("language", "lang"),
    "html": ("html", "raw_html", "page", "body_html", "content_html"),
    "file": ("file", "path", "filename", "file_name", "saved_as", "local_path", "berkas"),
}
_MAY_BE_NUMBERS = ("id", "published")

Found = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows are read.

    names: our fields to the names the rows have them under. config: the settings of the steps. saved: reads the page
    in the file that a row names, from (name, fields, origin); ``None`` where rows can name none. stripe: which of the
    rows are read.
    """

    names: Mapping[str, tuple[str, ...]]
    config: Config
    saved: Callable[[str, Found, str], Iterator[Article | Problem]] | None = None
    stripe: Stripe = field(default_factory=Stripe)


def names_of(fields: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The names each of our fields is looked for under, those of a mapping (ours to theirs) instead of the usual."""
    return {ours: (fields[ours],) if ours in fields else theirs for ours, theirs in FIELD_NAMES.items()}


def read_row(row: Mapping[str, object], origin: str, how: Rows) -> Iterator[Article | Problem]:
    """The article of a row, or the problem that says why it has none.

    A row holds its text, the HTML of its page, or the name of the file the page was saved in.
    """
    if is_ninjs(row) and not any(isinstance(row.get(name), str) for name in how.names["text"] if name != "body_text"):
        yield from read_item(row, origin, how.config)
        return
    found = {ours: _field(row, theirs, numbers=ours in _MAY_BE_NUMBERS) for ours, theirs in how.names.items()}
    text, html, file = found["text"], found["html"], found["file"]
    if text is not None:
        yield from _article(text, origin, found, how.config)
    elif html is not None:
        yield from _page(html, origin, how.config, found)
    elif file is not None and how.saved is not None:
        yield from how.saved(file, found, origin)
    else:
        message = f"no text: the row has none of the fields {', '.join(how.names['text'])}, or it is empty"
        yield Problem("read", "no_text", message, origin)


def _article(text: str, origin: str, found: Found, config: Config) -> Iterator[Article | Problem]:
    if len(text) > config.max_characters:
        yield too_long(origin, config)
        return
    yield make_article(
        text,
        origin,
        given_id=found["id"],
        url=found["url"],
        outlet=found["outlet"],
        title=found["title"],
        published=found["published"],
        language=found["language"],
    )


def _page(html: str, origin: str, config: Config, found: Found) -> Iterator[Article | Problem]:
    """The article of a page that a row holds as text, with the row's fields where the page states none."""
    data = html.encode("utf-8", "replace")
    yield from filled(page_article(data, origin, config, url=found["url"], charset="utf-8"), found)


def filled(items: Iterator[Article | Problem], found: Found) -> Iterator[Article | Problem]:
    """A page's article with what a row says of it: id, outlet and language; headline and date where it has none."""
    ids: dict[str, str] = {}
    for item in items:
        if isinstance(item, Problem):
            yield replace(item, article_id=ids.get(item.article_id or "", item.article_id))
            continue
        article = _filled(item, found)
        ids[item.id] = article.id
        yield article


def _filled(article: Article, found: Found) -> Article:
    field = partial(_stripped, found)
    language = article.language or primary_tag(field("language"))
    date, published = article.stated_date, article.published
    if published is None and (stated := field("published")) is not None:
        date, published = stated, iso_date(stated, language)
    outlet, given = field("outlet") or article.outlet, field("id") or article.given_id
    address = canonical(article.url) if article.url else None
    return replace(
        article,
        id=article_id(outlet, address, given, article.text),
        given_id=given,
        outlet=outlet,
        title=article.title or field("title"),
        published=published,
        stated_date=date,
        language=language,
    )


def _stripped(found: Found, name: str) -> str | None:
    value = found.get(name)
    return value.strip() or None if value else None


def _field(row: Mapping[str, object], names: tuple[str, ...], *, numbers: bool) -> str | None:
    for name in names:
        value = row[name] if name in row else _inside(row, name)
        if isinstance(value, str) and value.strip():
            return value
        if numbers and isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
    return None


def _inside(row: Mapping[str, object], name: str) -> object:
    """The value of a field within a field, "content.body"."""
    value: object = row
    for part in name.split(".") if "." in name else ():
        value = value.get(part) if isinstance(value, Mapping) else None
    return None if value is row else value
