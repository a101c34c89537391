"""How an event's words stand to the dates and places of its article: features of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from menurut.code.paths import NEARNESS, PATHS, ancestors, head_of, nearness_features, path_features
from menurut.records import Basis, DateMention, Place, PlaceKind, Precision, Word
from menurut.resolve.inputs import CAPITAL_SORT, REGION_SORT, STATE_SORT, Floats, Mention, Seen, words_at

_SIGNS = 12
SORTS = 8  # of a candidate: its precision or kind, as the caller numbers them
_DAYS = np.array([1, 2, 8, 32, 366])
_MOST = 600  # dates or places of an article that are looked at; more stand in lists, not in news
AGES = 3 + len(_DAYS)
_FROM_SORTS = _SIGNS + NEARNESS
ATTACHED = _FROM_SORTS + SORTS + AGES + PATHS


@dataclass(frozen=True, slots=True)
class Candidates:
    """Dates or places that an event can have: their words (first and last), a number of what they are, and whose.

    ``which`` is the number of the date or place, -1 for a country that is only named; ``countries`` are places'.
    ``values`` tell which candidates mean the same, ``ages`` how far a date is from the day of publication.
    """

    spans: list[Mention]
    sorts: list[int]
    which: list[int]
    countries: list[str | None]
    values: list[str | None]
    ages: list[int]


def attach_features(
    triggers: Sequence[Mention],
    candidates: Candidates,
    words: Sequence[Word],
    seen: Seen,
    cues: Sequence[Mention] = (),
) -> Floats:
    """How each trigger stands to each candidate: triggers x candidates x ATTACHED.

    Args:
        triggers: first and last word of each of the event's words.
        candidates: the dates or the places of the article.
        words: the annotation's.
        seen: the article as the network reads it.
        cues: first and last word of the cues of the article's attributions.
    """
    spans = candidates.spans
    found = np.zeros((len(triggers), len(spans), ATTACHED), dtype=np.float32)
    if not len(triggers) or not len(spans):
        return found
    t, c = np.array(triggers), np.array(spans)
    ts, cs = seen.sentences[t[:, 0]], seen.sentences[c[:, 0]]
    same = ts[:, None] == cs[None]
    after = c[None, :, 0] > t[:, None, 1]
    found[:, :, 0] = same
    found[:, :, 1] = seen.features[c[:, 0], 3][None]  # in the headline
    found[:, :, 2] = seen.features[t[:, 0], 3][:, None]
    found[:, :, 3] = (np.arange(len(spans)) == 0)[None]
    found[:, :, 4] = same & (np.bincount(cs)[cs] == 1)[None]  # the sentence's only one
    found[:, :, 5] = (t[:, None, 0] <= c[None, :, 1]) & (c[None, :, 0] <= t[:, None, 1])
    found[:, :, 6] = ~after & ~np.roll(~after, -1, axis=1) | (~after & (np.arange(len(spans)) == len(spans) - 1))
    heads = [head_of(words, span) for span in spans]
    above = np.array([words[head].head for head in heads])
    cued = np.zeros(len(words), dtype=np.bool_)
    for first, last in cues:
        cued[first : last + 1] = True
    in_cue = (above >= 0) & cued[above]
    own_cue = np.array([cued[first : last + 1].any() for first, last in triggers])
    found[:, :, 7] = in_cue[None]
    found[:, :, 8] = in_cue[None] & own_cue[:, None] & same
    found[:, :, 9] = own_cue[:, None]
    counts = Counter(candidates.values)
    found[:, :, 10] = np.array([counts[value] > 1 for value in candidates.values])[None]
    found[:, :, 11] = float(len(counts) == 1)
    found[:, :, _SIGNS:_FROM_SORTS] = nearness_features(t, c, ts, cs)
    found[:, np.arange(len(spans)), _FROM_SORTS + np.array(candidates.sorts)] = 1.0
    found[:, np.arange(len(spans)), _FROM_SORTS + SORTS + np.array(candidates.ages)] = 1.0
    one = ancestors(words, [head_of(words, span) for span in triggers])
    other = ancestors(words, heads)
    found[:, :, ATTACHED - PATHS :] = path_features(words, one, other)
    return found


def date_candidates(dates: Sequence[DateMention], words: Sequence[Word], published: str | None) -> Candidates:
    """The dates of an article as an event's candidates, in the order of the text."""
    found = Candidates([], [], [], [], [], [])
    for number, each in enumerate(dates[:_MOST]):
        own = words_at(words, each.span.start, each.span.end)
        if own is not None:
            found.spans.append(own)
            unknown = each.first is None and each.last is None
            found.sorts.append(len(_PRECISIONS) if unknown else _PRECISIONS.index(each.precision))
            found.which.append(number)
            found.countries.append(None)
            found.values.append(each.value)
            found.ages.append(_age(each.last or each.first, published))
    return found


def _age(day: str | None, published: str | None) -> int:
    """How far a day is from that of publication: a number below ``AGES``."""
    if day is None or published is None:
        return 0
    try:
        apart = (date.fromisoformat(published[:10]) - date.fromisoformat(day[:10])).days
    except ValueError:
        return 0
    return 1 if apart < 0 else 2 + int(np.searchsorted(_DAYS, apart, side="right"))


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
    del rows[_MOST:]
    countries = [row[3] for row in rows]
    spans, sorts, which = [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]
    return Candidates(spans, sorts, which, countries, countries, [0] * len(rows))
