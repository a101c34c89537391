"""How an event's words stand to the dates and places of its article: features of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menurut.records import Basis, DateMention, Place, PlaceKind, Precision, Word
from menurut.resolve.inputs import CAPITAL_SORT, REGION_SORT, STATE_SORT, Floats, Mention, Seen, words_at

_NEAR = np.array([1, 2, 3, 5, 8, 13, 21])  # words
_APART = np.array([1, 2, 3, 5])  # sentences
_SIGNS = 8
SORTS = 8  # of a candidate: its precision or kind, as the caller numbers them
ATTACHED = _SIGNS + 2 * (len(_NEAR) + 1) + 2 * (len(_APART) + 1) + SORTS
_DEEPEST = 6


def attach_features(
    triggers: Sequence[Mention], spans: Sequence[Mention], sorts: Sequence[int], words: Sequence[Word], seen: Seen
) -> Floats:
    """How each trigger stands to each candidate: triggers x candidates x ATTACHED.

    Args:
        triggers: first and last word of each of the event's words.
        spans: the same of the candidates.
        sorts: a number below ``SORTS`` for each candidate.
        words: the annotation's.
        seen: the article as the network reads it.
    """
    found = np.zeros((len(triggers), len(spans), ATTACHED), dtype=np.float32)
    if not len(triggers) or not len(spans):
        return found
    t, c = np.array(triggers), np.array(spans)
    ts, cs = seen.sentences[t[:, 0]], seen.sentences[c[:, 0]]
    same = ts[:, None] == cs[None]
    found[:, :, 0] = same
    found[:, :, 1] = seen.features[c[:, 0], 3][None]  # in the headline
    found[:, :, 2] = seen.features[t[:, 0], 3][:, None]
    found[:, :, 3] = (np.arange(len(spans)) == 0)[None]
    found[:, :, 4] = same & ((cs[:, None] == cs[None]).sum(1) == 1)[None]  # the sentence's only one
    found[:, :, 5] = (t[:, None, 0] <= c[None, :, 1]) & (c[None, :, 0] <= t[:, None, 1])
    for i, (first, last) in enumerate(triggers):
        own = range(first, last + 1)
        for j, (begin, end) in enumerate(spans):
            if same[i, j]:
                above = _above(words, begin, end)
                found[i, j, 6] = above in own
                found[i, j, 7] = _governs(words, above, own)
    away = np.where(c[None, :, 0] > t[:, None, 1], c[None, :, 0] - t[:, None, 1], t[:, None, 0] - c[None, :, 1])
    near = np.searchsorted(_NEAR, np.maximum(away, 0), side="right")
    near = np.where(c[None, :, 0] > t[:, None, 1], near + len(_NEAR) + 1, near)
    apart = np.searchsorted(_APART, np.abs(ts[:, None] - cs[None]), side="right")
    apart = np.where(cs[None] > ts[:, None], apart + len(_APART) + 1, apart)
    rows, columns = np.indices(near.shape)
    found[rows, columns, _SIGNS + near] = 1.0
    found[rows, columns, _SIGNS + 2 * (len(_NEAR) + 1) + apart] = 1.0
    found[:, np.arange(len(spans)), ATTACHED - SORTS + np.array(sorts)] = 1.0
    return found


def _above(words: Sequence[Word], first: int, last: int) -> int:
    """The word outside a span that governs it, -1 for none."""
    for i in range(first, last + 1):
        head = words[i].head
        if head < first or head > last:
            return head
    return -1


def _governs(words: Sequence[Word], at: int, own: range) -> bool:
    """Whether one of ``own`` stands above the word ``at`` in the tree, or is it."""
    for _ in range(_DEEPEST):
        if at < 0:
            return False
        if at in own:
            return True
        at = words[at].head
    return False


@dataclass(frozen=True, slots=True)
class Candidates:
    """Dates or places that an event can have: their words (first and last), a number of what they are, and whose.

    ``which`` is the number of the date or place, -1 for a country that is only named; ``countries`` are places'.
    """

    spans: list[Mention]
    sorts: list[int]
    which: list[int]
    countries: list[str | None]


def date_candidates(dates: Sequence[DateMention], words: Sequence[Word]) -> Candidates:
    """The dates of an article as an event's candidates, in the order of the text."""
    found = Candidates([], [], [], [])
    for number, date in enumerate(dates):
        own = words_at(words, date.span.start, date.span.end)
        if own is not None:
            found.spans.append(own)
            unknown = date.first is None and date.last is None
            found.sorts.append(len(_PRECISIONS) if unknown else _PRECISIONS.index(date.precision))
            found.which.append(number)
            found.countries.append(None)
    return found


_PRECISIONS = list(Precision)
_PLACES = list(PlaceKind)


def place_candidates(places: Sequence[Place], seen: Seen, words: Sequence[Word]) -> Candidates:
    """The places of an article, and the countries it names otherwise, as an event's candidates, in order."""
    rows: list[tuple[Mention, int, int, str | None]] = []
    taken: set[int] = set()
    for number, place in enumerate(places):
        for mention in place.mentions:
            own = words_at(words, mention.start, mention.end)
            if own is not None:
                sort = len(_PLACES) if place.basis is Basis.DATELINE else _PLACES.index(place.kind)
                rows.append((own, sort, number, place.country))
                taken.update(range(own[0], own[1] + 1))
    for known in seen.countries:
        if known.word >= 0 and known.sort in (STATE_SORT, CAPITAL_SORT, REGION_SORT) and known.word not in taken:
            rows.append(((known.word, known.word), len(_PLACES) + 1 + (known.sort != STATE_SORT), -1, known.country))
    rows.sort(key=lambda row: (row[0], row[1], row[2]))
    return Candidates([r[0] for r in rows], [r[1] for r in rows], [r[2] for r in rows], [r[3] for r in rows])
