"""Snippets of a text around the words that were found; where they stand is told by offsets, never by marks within."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH = 240  # characters of a snippet
_MOST = 2  # snippets of one text


@dataclass(frozen=True, slots=True)
class Marked:
    """A piece of a text: its words, the found stretches in it (start, end; code points of ``text``, end exclusive).

    ``start`` is the code point at which it begins in the document's text, ``None`` where it does not stand there.
    ``cut_before`` and ``cut_after`` tell whether its paragraph goes on there.
    """

    text: str
    marks: tuple[tuple[int, int], ...]
    start: int | None = None
    cut_before: bool = False
    cut_after: bool = False


def highlighted(text: str, before: str, after: str) -> tuple[tuple[int, int], ...]:
    """Where the marks ``before`` and ``after`` (one character each, that the text did not hold) enclose words.

    The offsets are those of the text without the marks.
    """
    found, removed, at = [], 0, text.find(before)
    while at >= 0:
        end = text.index(after, at)
        found.append((at - removed, end - removed - 1))
        removed += 2
        at = text.find(before, end)
    return tuple(found)


def cut(text: str, marks: Sequence[tuple[int, int]]) -> tuple[Marked, ...]:
    """The pieces of a text, of about 240 characters each and within a line, that hold most different found words.

    At most two, in the order of the text; where nothing was found, the beginning.
    """
    if not marks:
        return (_piece(text, marks, 0),) if text else ()
    words = [text[start:end].casefold() for start, end in marks]
    starts = [start for start, _ in marks]
    chosen: list[Marked] = []
    seen: set[str] = set()
    for _ in range(_MOST):
        best, most = -1, 0
        for number, start in enumerate(starts):
            limit = min(start + _WIDTH - 40, _line_end(text, start))
            last = bisect_right(starts, limit, number, min(len(starts), number + 40))
            new = len(set(words[number:last]) - seen)
            if new > most:
                best, most = number, new
        if best < 0:
            break
        piece = _piece(text, marks, starts[best])
        chosen.append(piece)
        assert piece.start is not None
        seen.update(piece.text[start:end].casefold() for start, end in piece.marks)
    return tuple(sorted(chosen, key=lambda piece: piece.start or 0))


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _piece(text: str, marks: Sequence[tuple[int, int]], at: int) -> Marked:
    """The piece around the code point ``at``, cut between words."""
    low, high = text.rfind("\n", 0, at) + 1, _line_end(text, at)
    start, end = max(low, min(at - 40, high - _WIDTH)), high
    if start > low:
        space = text.find(" ", start, at)
        start = space + 1 if space >= 0 else start
    if start + _WIDTH < high:
        space = text.rfind(" ", at + 1, start + _WIDTH)
        end = space if space >= 0 else start + _WIDTH
    first = bisect_left(marks, (start, start))
    inside = [(s - start, min(e, end) - start) for s, e in marks[first : bisect_left(marks, (end, end))]]
    return Marked(text[start:end], tuple(inside), start, start > low, end < high)
