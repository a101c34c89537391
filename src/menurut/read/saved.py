"""Saved pages (HTML, MHTML) and saved feeds (RSS, Atom, JSON Feed) → their articles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from menurut.config import Config
from menurut.errors import UNFORESEEN
from menurut.read.compressed import first_bytes
from menurut.read.text import too_long
from menurut.records import Article, Problem

_PAGE = 10_000_000  # bytes of a page or a feed at most
_MHTML = 64_000_000  # bytes of a page with its pictures


def page_article(
    data: bytes, origin: str, config: Config, *, url: str | None = None, charset: str | None = None
) -> Iterator[Article | Problem]:
    """The article of a page, by ``pages.read_page``; what fails there unforeseen is a problem, never raised."""
    from menurut.read import pages

    try:
        yield from pages.read_page(data, origin, config, url=url, charset=charset)
    except UNFORESEEN as error:
        message = f"menurut failed on this page ({type(error).__name__}); please report it with the page"
        yield Problem("read", "internal_error", message, origin)


def read_html(stream: BinaryIO, origin: str, config: Config, *, url: str | None = None) -> Iterator[Article | Problem]:
    """The article of a saved page. Raises ``OSError``."""
    data = first_bytes(stream, _PAGE + 1)
    if len(data) > _PAGE:
        yield _too_large(origin, _PAGE, "page")
    else:
        yield from page_article(data, origin, config, url=url)


def read_mhtml(stream: BinaryIO, origin: str, config: Config, *, url: str | None = None) -> Iterator[Article | Problem]:
    """The article of a page that a browser saved as one file (RFC 2557): its first HTML part. Raises ``OSError``."""
    import email
    from email.message import Message

    data = first_bytes(stream, _MHTML + 1)
    if len(data) > _MHTML:
        yield _too_large(origin, _MHTML, "page")
        return
    try:
        message = email.message_from_bytes(data)
        part: Message | None = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
        payload = part.get_payload(decode=True) if part is not None else None
        where = str((part or message)["Content-Location"] or message["Snapshot-Content-Location"] or "")
        charset = part.get_content_charset() if part is not None else None
    except (RecursionError, LookupError, ValueError, TypeError, AttributeError) as error:
        yield Problem("read", "broken_mhtml", f"this file is no MHTML that can be read: {error}", origin)
        return
    if not isinstance(payload, bytes) or not payload.strip():
        yield Problem("read", "no_text", "this MHTML file holds no HTML part", origin)
        return
    address = url or (where.strip() if where.strip().startswith(("http://", "https://")) else None)
    yield from page_article(payload, origin, config, url=address, charset=charset)


def read_feed(stream: BinaryIO, label: str, config: Config) -> Iterator[Article | Problem]:
    """The articles of a saved feed: entries that hold their text; a problem for each that does not.

    An entry's origin is ``LABEL:number``. Raises ``OSError``.
    """
    from menurut.read.feeds import article_of, entries_in

    data = first_bytes(stream, _PAGE + 1)
    if len(data) > _PAGE:
        yield _too_large(label, _PAGE, "feed")
        return
    feed = entries_in(data, None)
    for problem in feed.problems:
        yield replace(problem, origin=label)
    if not feed.entries and not feed.problems:
        yield Problem("read", "no_entries", "this feed has no entries", label)
    for number, entry in enumerate(feed.entries, 1):
        origin = f"{label}:{number}"
        article = article_of(entry, feed, origin) if entry.content else None
        if article is None:
            message = "this entry holds no text, only a link or a summary; menurut watch FEED reads the pages"
            yield Problem("read", "no_content", message, origin)
        else:
            yield too_long(origin, config) if len(article.text) > config.max_characters else article


def _too_large(origin: str, limit: int, kind: str) -> Problem:
    return Problem("read", "too_long", f"larger than {limit // 1_000_000} MB, the most that a {kind} may have", origin)
