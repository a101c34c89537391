"""The bytes of a saved web page → its article, or the problem that says why there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from menurut.config import Config
from menurut.ids import article_id
from menurut.outlets import marks_of
from menurut.read.articles import make_article
from menurut.read.canonical import canonical, page_of
from menurut.read.pages.blocks import Block
from menurut.read.pages.document import MOST_BYTES, MOST_ELEMENTS, page_text, page_tree
from menurut.read.pages.extract import main_text, without_furniture
from menurut.read.pages.headline import without_site
from menurut.read.pages.metadata import Metadata, metadata_of
from menurut.read.pages.tables import words
from menurut.read.pages.twins import merged
from menurut.read.text import too_long
from menurut.records import Article, Problem

if TYPE_CHECKING:
    from lxml.etree import _Element

__all__ = ["canonical", "merged", "page_of", "read_page"]

_LEAST = 140  # characters of prose, of a page that does not call itself an article
_LEAST_STATED = 80  # … and of one that does: a photograph with two sentences
_MUCH = 2  # times the longest article: the most text that a page may have around it
_NOTICE = 1_500  # characters; a notice that a page is missing, or wants consent, is no longer


def read_page(
    data: bytes, origin: str, config: Config, *, url: str | None = None, charset: str | None = None
) -> Iterator[Article | Problem]:
    """The article of a saved page, or a problem; an article whose encoding was guessed comes with a problem beside it.

    Args:
        data: the page as it was saved, decompressed.
        origin: where it was read.
        config: the longest article that is read.
        url: the address it was fetched from, if known.
        charset: the charset that the server's header named, if any.

    The article's text is the main text, a paragraph a line; its headline, date, address and language are those that
    the page states, ``None`` where it states none. Its address is ``url``, where that is given; its id is made of the
    one address of the article (``canonical``, and what the page names as such), so that all pages and forms of an
    article have one id. Problems have the step ``read`` and the code ``too_long``, ``not_text`` or ``no_article``
    (a front page, a list, a missing page, a wall, a video alone). Takes at most 10 MB and 60,000 elements.
    """
    if len(data) > MOST_BYTES:
        message = f"longer than {MOST_BYTES // 1_000_000} MB, the most that is read as one page"
        yield Problem("read", "too_long", message, origin)
        return
    html, guess = page_text(data, charset)
    if html is None:
        yield Problem("read", "not_text", "this page is not text in any encoding that is known", origin)
        return
    tree = page_tree(html)
    if tree is not None and sum(1 for _ in tree.iter()) > MOST_ELEMENTS:
        message = f"more than {MOST_ELEMENTS:,} elements, the most that is read as one page"
        yield Problem("read", "too_long", message, origin)
        return
    result = _article(tree, origin, config, url) if tree is not None else _none("it is empty", origin)
    yield result
    if guess is not None and isinstance(result, Article):
        message = f"the page's encoding is not UTF-8 and not stated for certain; it was taken for {guess}"
        yield Problem("read", "encoding_guessed", message, origin, result.id)


def _none(why: str, origin: str) -> Problem:
    return Problem("read", "no_article", f"this page holds no article: {why}", origin)


def _article(tree: _Element, origin: str, config: Config, url: str | None) -> Article | Problem:
    about = metadata_of(tree, url)
    title = " ".join((tree.findtext(".//title") or "").split())
    tree = without_furniture(tree)
    if sum(len(text) for text in tree.itertext()) > _MUCH * config.max_characters:
        return too_long(origin, config)
    blocks = main_text(tree)
    why = _why_none(about, title, blocks)
    if why is not None:
        return _none(why, origin)
    text = "\n".join(block.text for block in blocks)
    if len(text) > config.max_characters:
        return too_long(origin, config)
    host = _host(about.url)
    outlet = marks_of(host)
    article = make_article(
        text,
        origin,
        url=url or about.url,
        outlet=outlet.name or host,
        title=about.headline,
        published=about.published,
        language=outlet.language_at(host) or about.language,
    )
    id_ = article_id(article.outlet, about.url or article.url, None, text)
    return replace(article, id=id_, stated_date=about.stated_date)


def _host(address: str | None) -> str | None:
    try:
        return urlsplit(address or "").hostname
    except ValueError:
        return None


def _why_none(about: Metadata, title: str, blocks: Sequence[Block]) -> str | None:
    """Why a page holds no article; ``None`` where it may hold one."""
    letters = sum(len(block.text) for block in blocks)
    prose = [block for block in blocks if block.is_prose]
    said = sum(len(block.text) for block in prose)
    if letters <= _NOTICE:
        lines = [line for line in (about.headline, without_site(title, ()), title) if line]
        if any(re.fullmatch(words()["not_found"], line, re.IGNORECASE) for line in lines):
            return "it says that what was asked for is not there"
        text = " ".join(block.text for block in blocks).casefold()
        if not about.is_article and sum(word in text for word in words()["consent"]) >= 4:
            return "it asks for consent or for a login"
    if about.url is not None and about.url.count("/") == 3 and about.url.endswith("/"):
        return "it is a front page"
    if said < (_LEAST_STATED if about.is_article else _LEAST):
        return "it has no sentences but a few (a video, a gallery, or a page that a script fills)"
    teasers = sum(block.is_cut_off for block in prose)
    if not about.is_article and len(prose) >= 4 and 2 * teasers > len(prose):
        return "it lists articles by their first words"
    return None
