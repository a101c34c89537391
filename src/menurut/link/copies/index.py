"""Which texts may be alike, by the marks they share, and which of them are, by all their word 3-grams."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from menurut.link.copies.records import Pair, PairKind
from menurut.link.copies.shingles import GRAM, MARK_GRAM, rate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]
    Numbers = NDArray[np.int64]

NEAR = 0.5  # the least Jaccard index of near copies
CONTAINED = 0.8  # the least part of a text's 3-grams that stand in one that holds it
LEAST_CONTAINED = 30  # 3-grams of a text that may be held by another; a shorter one is a notice, not a report
MOST_TEXTS = 64  # kept for one mark: what more texts share is a phrase, or a text found by those 64
_SPREAD = 2.3  # standard deviations of the number of marks that are shared


@dataclass(frozen=True, slots=True)
class Postings:
    """Marks and the texts that have them, row by row."""

    marks: Numbers
    texts: Numbers


@dataclass(frozen=True, slots=True)
class Matches:
    """Pairs of texts that share marks, and how many. ``kept`` says which of the new postings the index takes up."""

    texts: Numbers
    others: Numbers
    shared: Numbers
    kept: NDArray[np.bool_]


def match(new: Postings, old: Postings) -> Matches:
    """The pairs of texts that share marks: new with new, and new with old.

    ``old`` are the postings of the index for the marks of the new ones. Of a mark, the first ``MOST_TEXTS`` postings
    are compared with, so that phrases of a whole language cost little.
    """
    import numpy as np

    fresh = len(new.marks)
    marks = np.concatenate([old.marks, new.marks])
    texts = np.concatenate([old.texts, new.texts])
    order = np.argsort(marks, kind="stable")  # of one mark the old ones first
    marks, texts, is_new = marks[order], texts[order], order >= len(old.marks)
    begins = np.flatnonzero(np.concatenate([[True], marks[1:] != marks[:-1]])) if len(marks) else np.empty(0, np.int64)
    sizes = np.diff(np.append(begins, len(marks)))
    rank = np.arange(len(marks)) - np.repeat(begins, sizes)
    kept = rank < MOST_TEXTS
    first, most = np.repeat(begins, sizes), np.repeat(np.minimum(sizes, MOST_TEXTS), sizes)
    asks = np.flatnonzero(is_new & (most > 1))
    count = most[asks]
    one = np.repeat(asks, count)
    within = np.arange(len(one)) - np.repeat(np.cumsum(count) - count, count)
    other = first[one] + within
    # A pair of two new texts is met from both sides where both are kept: count it once.
    met = (texts[one] != texts[other]) & (~is_new[other] | ~kept[one] | (one < other))
    a, b = texts[one[met]], texts[other[met]]
    key, shared = np.unique((np.minimum(a, b) << 32) | np.maximum(a, b), return_counts=True)
    of_new = np.empty(fresh, np.bool_)
    of_new[order[is_new] - len(old.marks)] = kept[is_new]
    return Matches(key >> 32, key & 0xFFFFFFFF, shared.astype(np.int64), of_new)


def promising(shared: int, words: int, other_words: int) -> bool:
    """Whether texts of so many words that share so many marks are worth comparing.

    They are, unless copies would share more but for one in a hundred. Texts that share a part ``s`` of the shorter
    one's 3-grams share at least ``1 - 5 (1 - s) / 3`` of its 5-grams, however the words that differ are spread; and
    the longer the other text, the larger a part makes it a copy.
    """
    shorter, longer = max(min(words, other_words), 1), max(words, other_words)
    part = min(CONTAINED, NEAR / (1 + NEAR) * (1 + longer / shorter))
    expected = (1 - MARK_GRAM / GRAM * (1 - part)) * shorter * rate(longer)
    return shared >= expected - _SPREAD * math.sqrt(expected)


def compare(text: tuple[int, Hashes], other: tuple[int, Hashes]) -> Pair | None:
    """How two texts (each a number and its sorted 3-grams) are alike; ``None`` where they are not."""
    import numpy as np

    (one, a), (two, b) = (text, other) if text[0] <= other[0] else (other, text)
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    if not len(small):
        return None
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    shared = int(np.count_nonzero(large[at] == small))
    jaccard, contained = shared / (len(a) + len(b) - shared), shared / len(small)
    if jaccard >= NEAR:
        return Pair(one, two, PairKind.NEAR, jaccard, contained)
    if contained >= CONTAINED and len(small) >= LEAST_CONTAINED:
        holder, held = (one, two) if len(a) > len(b) else (two, one)
        return Pair(holder, held, PairKind.CONTAINS, jaccard, contained)
    return None
