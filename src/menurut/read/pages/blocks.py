"""A page's tree → its blocks of text, in the order of the page, each with what tells prose from the rest of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from menurut.read.pages.tables import words

if TYPE_CHECKING:
    from lxml.etree import _Element

_CELLS = frozenset(("td", "th"))
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_SELDOM = frozenset(("figure", "figcaption", "aside", "footer", "nav", "form", "header", "address"))
_AROUND = _SELDOM | {"blockquote"}
_ENDS = tuple(".!?…:;。！？")
_CLOSERS = "\"'”’»)] "
_SHORTEST = 40  # characters of a sentence


@dataclass(frozen=True, slots=True)
class Block:
    """A line of a page: its words, how much of them are links (0 to 1), and the elements that it stands in.

    ``tag`` is the nearest element that begins a line; ``around`` is which elements stand above it, of those that
    seldom hold an article's sentences and ``blockquote``.
    """

    text: str
    links: float
    tag: str
    around: frozenset[str]

    @property
    def is_prose(self) -> bool:
        """Whether it reads as a sentence or more: long enough, with a mark at the end, and mostly no link."""
        ends = self.text.rstrip(_CLOSERS)[-1:] in _ENDS
        return ends and len(self.text) >= _SHORTEST and self.links < 0.5

    @property
    def is_cut_off(self) -> bool:
        """Whether it breaks off in mid-sentence, as the first words of another article do in a list."""
        return self.text.endswith(("...", "…", "[…]", "[...]"))

    @property
    def is_aside(self) -> bool:
        """Whether it stands in an element that seldom holds an article's sentences (a figure, a footer)."""
        return not self.around.isdisjoint(_SELDOM)


@cache
def _spaces() -> re.Pattern[str]:
    return re.compile(r"\s+")


def blocks_of(tree: _Element) -> list[Block]:
    """The blocks of ``tree``, which holds no scripts, styles or comments any more; blank ones are left out."""
    from lxml.etree import iterwalk

    lines = frozenset(words()["lines"])
    blocks: list[Block] = []
    parts: list[str] = []
    path: list[str] = ["body"]
    linked = links = 0  # characters of the line that stand in links; how many links are open

    for event, element in iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if not isinstance(tag, str):
            continue
        if tag in lines:
            if parts:
                _end_line(blocks, parts, linked, path)
                linked = 0
            if event == "start":
                path.append(tag)
            else:
                path.pop()
        elif tag in _CELLS:
            parts.append(" ")
        elif tag == "a":
            links += 1 if event == "start" else -1
        said = element.text if event == "start" else element.tail
        if said:
            parts.append(said)
            if links:
                linked += len(said.strip())
    _end_line(blocks, parts, linked, path)
    return blocks


def _end_line(blocks: list[Block], parts: list[str], linked: int, path: list[str]) -> None:
    text = _spaces().sub(" ", "".join(parts)).strip()
    parts.clear()
    if text:
        blocks.append(Block(text, min(1.0, linked / len(text)), path[-1], _AROUND.intersection(path)))
