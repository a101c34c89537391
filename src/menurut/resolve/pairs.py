"""How the mentions of an article stand to each other, and to the words that tell a country: features of pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menurut.records import Word
from menurut.resolve import tables as t
from menurut.resolve.inputs import COUNTRY_SORTS, CountryWord, Floats, Mention, Seen, Truth, Whole
from menurut.resolve.names import CAPITAL, NAME, NOUN, PARTICLE, SEAT, STATE
from menurut.resolve.people import pronouns
from menurut.resolve.tables import Tables

KINDS = 6  # of actors, in the order of ActorKind
_AWAY = np.array([1, 2, 3, 5, 8, 13, 21, 34])  # mentions between two
_APART = np.array([1, 2, 3, 5, 9])  # sentences between two
_LINK_SIGNS = 16
LINKS = _LINK_SIGNS + len(_AWAY) + 1 + len(_APART) + 1
_NEAR = np.array([1, 2, 4, 8, 16, 32, 64])  # words
_COUNTRY_SIGNS = 9
_SHARES = np.array([0.05, 0.1, 0.2, 0.35, 0.5])
COUNTRIES = _COUNTRY_SIGNS + COUNTRY_SORTS + 2 * (len(_NEAR) + 1) + len(_SHARES) + 1


@dataclass(frozen=True, slots=True)
class Described:
    """The words of mentions as numbers, the same for the same: -1 where there is none.

    ``guessed`` is from ``guesses_of``; ``names`` says which of the article's name words each mention holds (mentions x
    name words).
    """

    text: Whole
    head: Whole
    last: Whole
    state: Whole
    owner: Whole
    guessed: Whole
    names: Truth
    pronoun: Truth
    pointed: Truth
    plural: Truth


def described(mentions: Sequence[Mention], words: Sequence[Word], seen: Seen, tables: Tables) -> Described:
    """The words of mentions, for comparing them."""
    number: dict[str, int] = {}

    def numbered(key: str) -> int:
        return number.setdefault(key, len(number)) if key else -1

    rows: list[tuple[int, int, int, int, int]] = []
    held: list[set[int]] = []
    marks: list[tuple[bool, bool, bool]] = []
    lists = tables.words
    elsewhere = pronouns(tables)
    of_words: list[int] = seen.units.tolist()
    for first, last in mentions:
        low = " ".join(word.text.lower() for word in words[first : last + 1])
        units = sorted({unit for unit in of_words[first : last + 1] if unit >= 0})
        head, state, owner, names = "", "", "", []
        plural = pointed = False
        for place, at in enumerate(units):
            unit = seen.flat[at]
            if unit.kind == NOUN and not head and unit.bits & t.HEAD:
                head = tables.synonyms.get(unit.lower, unit.lower)
            if unit.kind in (NAME, PARTICLE):
                names.append(numbered("n " + unit.lower.strip(".,")))
            if unit.entry is not None and unit.entry.country:
                whole = len(units) == 1 and unit.kind in (STATE, SEAT, CAPITAL)
                state = unit.entry.country if whole or (head and place == 1 and _governs(seen, units[0])) else state
                owner = owner or unit.entry.country
            plural = plural or bool(unit.bits & t.PLURAL)
            pointed = pointed or unit.lower in lists["pointer"]
        named = [each for each in names if each >= 0]
        last_name = named[-1] if named else -1
        codes = (_code(state), _code(owner))
        rows.append((numbered("t " + low), numbered("h " + head if head else ""), last_name, *codes))
        held.append(set(named))
        marks.append((low in elsewhere, pointed, plural))
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    columns = sorted(set().union(*held)) if held else []
    where = {each: i for i, each in enumerate(columns)}
    names_held = np.zeros((len(mentions), len(columns)), dtype=np.bool_)
    for row, own in enumerate(held):
        names_held[row, [where[each] for each in own]] = True
    signs = np.array(marks, dtype=np.bool_).reshape(-1, 3)
    text, heads, last_names, states, owners = table.T
    pronoun, pointed_to, several = signs.T
    guessed = guesses_of(mentions, seen)
    return Described(text, heads, last_names, states, owners, guessed, names_held, pronoun, pointed_to, several)


def _governs(seen: Seen, at: int) -> bool:
    return bool(seen.flat[at].bits & t.GOVERNMENT)


def _code(country: str) -> int:
    """A country as a number, without a table."""
    return int.from_bytes(country.encode()[:4], "big") if country else -1


def link_features(mentions: Sequence[Mention], seen: Seen, told: Described) -> Floats:
    """How each mention (row) stands to each one before it (column): mentions x mentions x LINKS."""
    count = len(mentions)
    places = np.array(mentions, dtype=np.int64).reshape(-1, 2)
    features = np.zeros((count, count, LINKS), dtype=np.float32)
    keys = np.stack([told.text, told.head, told.last, told.state, told.owner, told.guessed])
    known = keys >= 0
    same = (keys[:, :, None] == keys[:, None]) & known[:, :, None]
    differ = known[4:, :, None] & known[4:, None] & ~same[4:]
    features[:, :, :3] = same[:3].transpose(1, 2, 0)
    names = told.names.astype(np.float32)
    shared = names @ names.T
    sizes = told.names.sum(1)
    named = sizes > 0
    both = named[:, None] & named[None]
    features[:, :, 3] = both & (shared == sizes[:, None])  # all names of this one stand in that one
    features[:, :, 4] = both & (shared == sizes[None])
    features[:, :, 5] = both & (shared == 0)
    features[:, :, 6:8] = same[3:5].transpose(1, 2, 0)
    features[:, :, 8] = differ[0]
    features[:, :, 9] = (places[:, None, 0] <= places[None, :, 1]) & (places[None, :, 0] <= places[:, None, 1])
    features[:, :, 10] = told.pronoun[:, None]
    features[:, :, 11] = told.pronoun
    features[:, :, 12] = (told.pointed & ~named)[:, None]
    features[:, :, 13] = told.plural[:, None] != told.plural
    features[:, :, 14] = same[5]
    features[:, :, 15] = differ[1]
    order = np.arange(count)
    away = np.searchsorted(_AWAY, np.maximum(order[:, None] - order, 0), side="right")
    sentence = seen.sentences[places[:, 0]]
    apart = np.searchsorted(_APART, np.maximum(sentence[:, None] - sentence, 0), side="right")
    features[order[:, None], order, _LINK_SIGNS + away] = 1.0
    features[order[:, None], order, _LINK_SIGNS + len(_AWAY) + 1 + apart] = 1.0
    return features


def country_features(mentions: Sequence[Mention], seen: Seen, told: Described) -> Floats:
    """How each mention stands to each word that tells a country: mentions x country words x COUNTRIES."""
    known: Sequence[CountryWord] = seen.countries
    features = np.zeros((len(mentions), len(known), COUNTRIES), dtype=np.float32)
    if not len(mentions) or not known:
        return features
    places = np.array(mentions, dtype=np.int64)
    first, last = places[:, :1], places[:, 1:]
    word = np.array([each.word for each in known])
    text = word >= 0
    counts = Counter(each.country for each in known if each.word >= 0)
    total, most = max(1, counts.total()), max(counts.values(), default=0)
    sentence = np.where(text, seen.sentences[np.maximum(word, 0)], -1)
    own = seen.sentences[first]
    after = word > last
    features[:, :, 0] = text & (first <= word) & (word <= last)
    features[:, :, 1] = own == sentence
    features[:, :, 2] = text & (own == sentence + 1)
    features[:, :, 3] = text & (word == last)
    features[:, :, 4] = word == word[text].min() if text.any() else text
    features[:, :, 5] = [counts[each.country] == most and most > 0 for each in known]
    _mark_guessed(told.guessed, seen, features)
    numbers = np.arange(len(known))
    features[:, numbers, _COUNTRY_SIGNS + np.array([each.sort for each in known])] = 1.0
    away = np.where(after, word - last, first - word)
    bucket = np.searchsorted(_NEAR, np.maximum(away, 0), side="right") + (len(_NEAR) + 1) * after
    rows = np.arange(len(mentions))[:, None]
    features[rows, numbers, _COUNTRY_SIGNS + COUNTRY_SORTS + bucket] = 1.0
    at = _COUNTRY_SIGNS + COUNTRY_SORTS + 2 * (len(_NEAR) + 1)
    share = np.array([counts[each.country] / total for each in known])
    features[:, numbers, at + np.searchsorted(_SHARES, share, side="right")] = 1.0
    return features


def _mark_guessed(guessed: Whole, seen: Seen, features: Floats) -> None:
    """Whether the rules give a mention this country, another one, or none."""
    for row, number in enumerate(guessed.tolist()):
        if number >= 0:
            country = seen.guesses[number].country
            if country is None:
                features[row, :, 8] = 1.0
            else:
                same = [known.country == country for known in seen.countries]
                features[row, :, 6] = same
                features[row, :, 7] = [not each for each in same]


def guesses_of(mentions: Sequence[Mention], seen: Seen) -> Whole:
    """For each mention the number of the guess (``Seen.guesses``) that has most of its words; -1 where none has."""
    taken: dict[int, list[tuple[int, Mention]]] = {}
    for number, guess in enumerate(seen.guesses):
        for first, last in guess.mentions:
            for word in range(first, last + 1):
                taken.setdefault(word, []).append((number, (first, last)))
    found = []
    for first, last in mentions:
        best = (0.5, 1)
        for number, (begin, end) in {each for word in range(first, last + 1) for each in taken.get(word, ())}:
            common = min(last, end) - max(first, begin) + 1
            best = max(best, (2 * common / (last - first + end - begin + 2), -number))
        found.append(-best[1])
    return np.array(found, dtype=np.int64)
