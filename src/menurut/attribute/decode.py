"""From pointers to spans: the best source and content that do not overlap, for every anchor of a part at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Words = tuple[int, int]  # first and last word, both included
Stretches = list[tuple[int, int]]  # of words, from the first to one after the last, in order

CUE, QUOTATION = 1, 2
POINTERS = 7  # cue end; source first, last; content first, last; second content first, last
_CUE_WORDS = 10
_NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Pointed:
    """What an anchor points to, by words of the part. ``signs`` are log-probabilities that ``score`` weighs."""

    anchor: int
    kind: int
    cue: Words | None
    source: Words | None
    content: tuple[Words, ...]
    signs: tuple[float, ...]


def _best(first: Floats, last: Floats, free: Stretches) -> tuple[float, int, int]:
    """The best span over words that are all free: its score, first and last word; -1 where none is free."""
    best = (float(_NEVER), -1, -1)
    for begin, end in free:
        ahead = np.maximum.accumulate(last[begin:end][::-1])[::-1]
        sums = first[begin:end] + ahead
        i = int(sums.argmax())
        if sums[i] > best[0]:
            j = i + int(last[begin + i : end].argmax())
            best = (float(sums[i]), begin + i, begin + j)
    return best


def _apart(one: Words, other: Words) -> bool:
    return one[1] < other[0] or other[1] < one[0]


def _without(free: Stretches, taken: Words) -> Stretches:
    """The free words but for those from the first to the last of ``taken``."""
    cut = ((begin, min(end, taken[0])) for begin, end in free)
    rest = ((max(begin, taken[1] + 1), end) for begin, end in free)
    return sorted((begin, end) for begin, end in (*cut, *rest) if begin < end)


def _take(scores: Floats, pointer: int, free: Stretches, needed: bool) -> tuple[Words | None, float, float]:
    """The best span of two pointers, ``None`` where none is likelier and it is not ``needed``; and both scores."""
    none = float(scores[pointer, 0] + scores[pointer + 1, 0])
    total, first, last = _best(scores[pointer, 1:], scores[pointer + 1, 1:], free)
    if first < 0 or (not needed and none >= total):
        return None, float(scores[pointer, 0]), float(scores[pointer + 1, 0])
    return (first, last), float(scores[pointer, 1 + first]), float(scores[pointer + 1, 1 + last])


def _source(scores: Floats, free: Stretches, sentences: Whole) -> tuple[Words | None, float, float]:
    """The best source, inside one sentence: the one of its likeliest first word."""
    first, most = 0, float(_NEVER)
    for begin, end in free:
        at = begin + int(scores[1, 1 + begin : 1 + end].argmax())
        if scores[1, 1 + at] > most:
            first, most = at, float(scores[1, 1 + at])
    begin, end = np.searchsorted(sentences, (sentences[first], sentences[first] + 1)).tolist()
    inside = ((max(low, begin), min(high, end)) for low, high in free)
    return _take(scores, 1, [(low, high) for low, high in inside if low < high], needed=False)


def decode(anchor: int, kind: int, chance: float, scores: Floats, sentences: Whole) -> Pointed | None:
    """What an anchor points to.

    Args:
        anchor: its word.
        kind: ``CUE`` or ``QUOTATION`` (which has no cue).
        chance: how likely the word is an anchor.
        scores: log-probabilities, pointers x (1 + words); the first is none.
        sentences: the number of each word's sentence; a source stays inside one.

    Returns:
        ``None`` where no word is left for the content.
    """
    count = scores.shape[1] - 1
    free: Stretches = [(0, count)]
    cue: Words | None = None
    if kind == CUE:
        ends = scores[0, 1 + anchor : 1 + anchor + _CUE_WORDS]
        cue = anchor, anchor + int(ends.argmax())
        free = _without(free, cue)
    content, c1, c2 = _take(scores, 3, free, needed=True)
    if content is None:
        return None
    source, s1, s2 = _source(scores, free, sentences)
    if source is not None and not _apart(source, content):
        source, content, (s1, s2, c1, c2) = _settle(scores, free, sentences, source, content)
    rest = _without(free, content)
    second, d1, d2 = _take(scores, 5, rest if source is None else _without(rest, source), needed=False)
    parts = sorted([content] if second is None else [content, second])
    odds = float(np.log(max(chance, 1e-6)) - np.log(max(1 - chance, 1e-6)))
    return Pointed(anchor, kind, cue, source, tuple(parts), (odds, c1, c2, s1, s2, min(d1, d2)))


def _settle(
    scores: Floats, free: Stretches, sentences: Whole, source: Words, content: Words
) -> tuple[Words | None, Words, tuple[float, float, float, float]]:
    """Source and content that want the same words: whichever order of choosing has the better sum."""
    other, s1, s2 = _source(scores, _without(free, content), sentences)
    kept = float(scores[3, 1 + content[0]]), float(scores[4, 1 + content[1]])
    first = s1 + s2 + sum(kept), (other, content, (s1, s2, *kept))
    rest, c1, c2 = _take(scores, 3, _without(free, source), needed=True)
    own = float(scores[1, 1 + source[0]]), float(scores[2, 1 + source[1]])
    if rest is None or c1 + c2 + sum(own) <= first[0]:
        return first[1]
    return source, rest, (*own, c1, c2)
