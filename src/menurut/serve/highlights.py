"""A text cut where the words of records begin and end, so that spans which overlap can all be shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Highlight:
    """The words of a record: code points ``start`` to ``end`` (exclusive), and what they are to it.

    ``kind`` is source, cue, content, trigger, agreement, quantity, actor, date or place; ``key`` names the record in
    addresses ("event-0e6b"). ``anchor``: the place that the key leads to, whose words lead to the record.
    """

    start: int
    end: int
    kind: str
    key: str
    anchor: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text in which nothing begins or ends: all that its words are, and to which records.

    ``anchors`` are the records whose place is here. A kind that holds twice stands beside ``inner`` (what somebody is
    said to have said).
    """

    text: str
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()


def cut(text: str, stretches: Sequence[tuple[int, int]], highlights: Iterable[Highlight]) -> list[list[Piece]]:
    """The pieces of each stretch (start, end; in order, not overlapping) of a text.

    One pass over all ends: the work grows with the number of highlights and with how many hold at one place.
    """
    found = [each for each in highlights if each.start < each.end]
    begin: dict[int, list[Highlight]] = {}
    finish: dict[int, list[Highlight]] = {}
    for each in found:
        begin.setdefault(each.start, []).append(each)
        finish.setdefault(each.end, []).append(each)
    ends = sorted({*begin, *finish, *(at for stretch in stretches for at in stretch)})
    pieces: list[list[Piece]] = [[] for _ in stretches]
    holding: dict[Highlight, None] = {}
    waiting: list[str] = []  # anchors of words that began outside of all stretches
    current = 0
    for at, until in pairwise(ends):
        for each in finish.get(at, ()):
            holding.pop(each, None)
        for each in begin.get(at, ()):
            holding[each] = None
            waiting += [each.key] if each.anchor else []
        while current < len(stretches) and stretches[current][1] <= at:
            current += 1
        if current < len(stretches) and stretches[current][0] <= at:
            pieces[current].append(_piece(text[at:until], holding, tuple(dict.fromkeys(waiting))))
            waiting.clear()
    return pieces


def _piece(words: str, holding: Iterable[Highlight], anchors: tuple[str, ...]) -> Piece:
    kinds = Counter(each.kind for each in holding)
    inner = ("inner",) if kinds["content"] > 1 else ()
    return Piece(words, (*kinds, *inner), tuple(dict.fromkeys(each.key for each in holding)), anchors)
