"""The piece: a stretch of an article's text while it is cleaned, each character with its place in the raw text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from menurut.records import ParagraphKind, TextOrigin

# What may stand around a paragraph without being part of it: white space, and marks of no width.
ZERO_WIDTH = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
SPACES = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
SPACES += "\u2028\u2029\u202f\u205f\u3000"
EDGES = SPACES + ZERO_WIDTH


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph to be: its clean text and where each of its characters stands in the raw text (or title).

    ``places[i]`` is the raw offset of ``text[i]``; it is a ``range`` where text and raw text run one to one, so
    that undamaged text costs nothing. ``raw_end`` is the raw offset where the piece ends (exclusive).
    """

    text: str
    places: Sequence[int]
    raw_end: int
    kind: ParagraphKind = ParagraphKind.BODY
    origin: TextOrigin = TextOrigin.TEXT
    repeats: int | None = None

    @property
    def raw_start(self) -> int:
        """The raw offset where the piece begins."""
        return self.places[0]

    def cut(self, start: int, end: int, kind: ParagraphKind | None = None) -> Piece | None:
        """The part from ``start`` to ``end`` without white space at its edges; ``None`` where nothing is left."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip(EDGES))
        text = text.strip(EDGES)
        if not text:
            return None
        end = start + len(text)
        raw_end = self.places[end] if end < len(self.text) else self.raw_end
        return replace(self, text=text, places=self.places[start:end], raw_end=raw_end, kind=kind or self.kind)

    def divide(self, *cuts: tuple[int, int, ParagraphKind | None]) -> list[Piece]:
        """The parts named by ``cuts`` (start, end, kind), empty ones left out."""
        return [part for cut in cuts if (part := self.cut(*cut)) is not None]

    def alignment(self) -> tuple[tuple[int, int], ...]:
        """The (document offset, raw offset) pairs of ``records.Paragraph``; empty where all runs one to one."""
        if isinstance(self.places, range):
            return ()
        first = self.raw_start
        if self.raw_end == first + len(self.places) and self.places == tuple(range(first, self.raw_end)):
            return ()
        expected, pairs = first, []
        for at, place in enumerate(self.places):
            if place != expected:
                pairs.append((at, place - first))
            expected = place + 1
        if not pairs and expected == self.raw_end:
            return ()
        return tuple(pairs)


def piece_of(raw: str, start: int, end: int, origin: TextOrigin = TextOrigin.TEXT) -> Piece:
    """The piece that is ``raw[start:end]`` as it stands."""
    return Piece(raw[start:end], range(start, end), end, origin=origin)


def compact(places: list[int]) -> Sequence[int]:
    """``places`` as a ``range`` where they run one to one."""
    if places and places[-1] - places[0] == len(places) - 1 and places == list(range(places[0], places[-1] + 1)):
        return range(places[0], places[-1] + 1)
    return tuple(places)
