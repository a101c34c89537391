"""A page's tree → the main text: two extractors are asked, and each line is kept by what they and its place say.

trafilatura (Barbaresi 2021, ACL demo) is set to precision; readability-lxml goes by the density of text, after Arc90's
Readability. What both give is nearly always the article. What one alone gives is kept where its place and shape speak
for it: the page's lead before the first sentence that both give, a passage between two of them, what follows where the
other stopped short. Where the two hardly share a sentence, the one that gives more prose is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from menurut.read.pages.blocks import HEADINGS, Block, blocks_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# Elements that hold no text of an article.
_NO_TEXT = (
    *("script", "style", "noscript", "template", "link", "meta", "nav", "footer"),
    *("svg", "canvas", "iframe", "object", "embed", "video", "audio", "map"),
    *("button", "input", "select", "option", "textarea"),
)
_STAY = frozenset(("html", "head", "body", "td", "th", "br", "hr"))
# Attributes that tell neither extractor anything, and that cost time.
_NO_SIGN = ("href", "src", "srcset", "sizes", "alt", "title", "target", "onclick", "data-src", "data-srcset", "width")
_MAY_BE_FARMS = frozenset(("ul", "ol", "div", "section", "table", "aside", "dl", "header", "td"))
_FARM = 0.9  # the part of an element's text that is links, where it is nothing else
_FARM_LINKS = 4
_FOUND = 0.7  # the part of a block's word triples that an extractor's text has, where it is said to give the block
_AGREE = 0.5  # the part of the longer text's prose that both give, where the two are said to agree
_MORE = 1.3  # how much more prose readability gives, where trafilatura is said to have stopped short
_TEASERS = 3  # lines that break off in mid-sentence, which make a list of other articles
_LEAD = 2  # blocks above the first sentence of both, where the page's lead may stand
Triples = frozenset[tuple[str, ...]]


def without_furniture(tree: _Element) -> _Element:
    """``tree``, from which what holds no text (scripts, menus, icons) was taken out: it is changed in place."""
    from lxml.etree import strip_attributes, strip_elements

    strip_elements(tree, *_NO_TEXT, with_tail=False)
    strip_attributes(tree, *_NO_SIGN)
    for element in _not_said(tree):
        _take_out(element)
    return tree


@dataclass(slots=True)
class _Count:
    """What an element holds: characters, those of them in links, links, line breaks; and what was found before it."""

    said: int
    linked: int
    links: int
    breaks: int
    found: int

    def is_nothing(self, tag: str) -> bool:
        """Whether the element is blank, or holds hardly anything but links, and several of them."""
        if not self.said:
            return not self.breaks
        return self.links >= _FARM_LINKS and self.linked >= _FARM * self.said and tag in _MAY_BE_FARMS


def _not_said(tree: _Element) -> list[_Element]:
    """The outermost elements that are blank, or are menus, tags and lists of other articles."""
    from lxml.etree import iterwalk

    found: list[_Element] = []
    counts: list[_Count] = []  # of the open elements
    links = 0  # how many are open
    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            links += tag == "a"
            said = len(element.text.strip()) if element.text else 0
            counts.append(_Count(said, said if links else 0, int(tag == "a"), int(tag == "br"), len(found)))
            continue
        links -= tag == "a"
        count = counts.pop()
        if isinstance(tag, str) and count.is_nothing(tag):
            del found[count.found :]
            found.append(element)
        if counts:
            after = len(element.tail.strip()) if element.tail else 0
            above = counts[-1]
            above.said += count.said + after
            above.linked += count.linked + (after if links else 0)
            above.links += count.links
            above.breaks += count.breaks
    return found


def _take_out(element: _Element) -> None:
    """Removes an element from its tree; the text after it stays."""
    parent = element.getparent()
    if parent is None or element.tag in _STAY:
        return
    before = element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def main_text(tree: _Element) -> list[Block]:
    """The blocks of the article on a page, in order, without its headline; empty where there is no text at all.

    ``tree`` is the page's, ``without_furniture``.
    """
    from lxml.etree import tostring

    body = tree.find("body")
    blocks = blocks_of(tree if body is None else body)
    if not any(block.is_prose for block in blocks):
        return [block for block in blocks if block.links < 0.5 and not block.is_aside and block.tag not in HEADINGS]
    html = _blanks().sub(" ", tostring(tree, encoding="unicode", method="html"))
    by_density = _given(blocks, _readability(html))
    by_rules = _given(blocks, _trafilatura(html))
    return [block for block, kept in zip(blocks, _kept(blocks, by_rules, by_density), strict=True) if kept]


@cache
def _quiet() -> None:
    """Keeps the extractors' loggers from printing: what they could not do is told by a problem of ours."""
    import logging

    for name in ("trafilatura", "readability"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False


def _trafilatura(html: str) -> str:
    """The main text by trafilatura, its own fallbacks left out since readability is asked beside it."""
    from lxml.html import document_fromstring
    from trafilatura import extract

    _quiet()
    tree = document_fromstring(html)
    return extract(tree, fast=True, favor_precision=True, include_comments=False) or ""


@cache
def _reader() -> Any:
    """A class of readability's, which parses a page without cleaning it of scripts and addresses once more."""
    from lxml.html import document_fromstring
    from readability import Document

    class Reader(Document):  # type: ignore[misc]
        def _parse(self, html: str) -> Any:
            tree = document_fromstring(html)
            for element in tree.xpath("//*[@hidden or contains(translate(@style, ' ', ''), 'display:none')]"):
                if element.getparent() is not None:
                    element.drop_tree()
            return tree

    return Reader


def _readability(html: str) -> str:
    """The main text by readability-lxml, one line a block; empty where it finds none."""
    from lxml.etree import HTMLParser, XMLSyntaxError, fromstring
    from readability.readability import Unparseable

    _quiet()
    try:
        summary = fromstring(_reader()(html).summary(), HTMLParser())
    except (Unparseable, XMLSyntaxError):
        return ""
    return "\n".join(block.text for block in blocks_of(summary))


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(r"\s{2,}")


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"\w+")


def _triples(words: Sequence[str]) -> Iterable[tuple[str, ...]]:
    return zip(words, words[1:], words[2:], strict=False)


def _given(blocks: Sequence[Block], text: str) -> list[bool]:
    """For each block whether ``text`` gives it: most of its word triples, or, of a short one, its line."""
    triples: set[tuple[str, ...]] = set()
    lines: set[tuple[str, ...]] = set()
    for line in text.casefold().splitlines():
        words = _word().findall(line)
        triples.update(_triples(words))
        lines.add(tuple(words))
    given = []
    for block in blocks:
        words = _word().findall(block.text.casefold())
        if len(words) < 4:
            given.append(bool(words) and tuple(words) in lines)
        else:
            found = sum(triple in triples for triple in _triples(words))
            given.append(found >= _FOUND * (len(words) - 2))
    return given


def _prose(blocks: Sequence[Block], given: Sequence[bool]) -> float:
    """How many characters of prose are given, links and asides not counted."""
    return sum(
        len(block.text) * (1 - block.links)
        for block, is_given in zip(blocks, given, strict=True)
        if is_given and block.is_prose and not block.is_aside and not block.is_cut_off
    )


def _kept(blocks: Sequence[Block], by_rules: Sequence[bool], by_density: Sequence[bool]) -> list[bool]:
    """Which blocks are the article, by what both extractors give."""
    both = [a and b for a, b in zip(by_rules, by_density, strict=True)]
    rules, density = _prose(blocks, by_rules), _prose(blocks, by_density)
    shared = [at for at, block in enumerate(blocks) if both[at] and block.is_prose]
    if not shared or _prose(blocks, both) < _AGREE * max(rules, density):
        chosen = by_rules if rules >= density else by_density
        teasers = sum(block.is_cut_off for block, is_given in zip(blocks, chosen, strict=True) if is_given)
        return [
            is_given and block.tag != "h1" and not (teasers >= _TEASERS and block.is_cut_off)
            for block, is_given in zip(blocks, chosen, strict=True)
        ]
    first, last = shared[0], shared[-1]
    short = density > _MORE * rules
    kept = []
    for at, block in enumerate(blocks):
        prose = block.is_prose and not block.is_aside
        if both[at]:
            keep = block.tag != "h1"
        elif at < first:
            lead = by_density[at] and first - at <= _LEAD and block.tag not in HEADINGS
            keep = prose and (by_rules[at] or lead)
        elif at > last:
            quoted = "blockquote" in block.around or block.tag == "li"
            keep = (by_rules[at] and quoted) or (by_density[at] and short and prose)
        else:
            quoted = "blockquote" in block.around and not block.is_aside
            said = prose and (short or block.tag in ("p", "li") or block.tag in HEADINGS)
            keep = by_rules[at] or quoted or (by_density[at] and said)
        kept.append(keep)
    return kept
