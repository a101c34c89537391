"""How the mentions of an article stand to each other, and to the words that tell a country: features of pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from menurut.records import Word
from menurut.resolve import tables as t
from menurut.resolve.inputs import COUNTRY_SORTS, CountryWord, Floats, Mention, Seen, Truth, Whole
from menurut.resolve.names import CAPITAL, NAME, NOUN, PARTICLE, SEAT, STATE
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

    ``names`` says which of the article's name words each mention holds (mentions x name words), ``guessed`` is the
    number of the guess of each.
    """

    text: Whole
    head: Whole
    last: Whole
    state: Whole
    owner: Whole
    names: Truth
    pronoun: Truth
    pointed: Truth
    plural: Truth
    guessed: Whole


def described(mentions: Sequence[Mention], words: Sequence[Word], seen: Seen, tables: Tables) -> Described:
    """The words of mentions, for comparing them."""
    number: dict[str, int] = {}

    def numbered(key: str) -> int:
        return number.setdefault(key, len(number)) if key else -1

    rows: list[tuple[int, int, int, int, int]] = []
    held: list[set[int]] = []
    marks: list[tuple[bool, bool, bool]] = []
    lists = tables.words
    pronouns = lists["one"] | lists["many"] | lists["side"] | lists["own"]
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
        marks.append((low in pronouns, pointed, plural))
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    columns = sorted(set().union(*held)) if held else []
    where = {each: i for i, each in enumerate(columns)}
    names_held = np.zeros((len(mentions), len(columns)), dtype=np.bool_)
    for row, own in enumerate(held):
        names_held[row, [where[each] for each in own]] = True
    signs = np.array(marks, dtype=np.bool_).reshape(-1, 3)
    text, heads, last_names, states, owners = table.T
    by_sign = (signs[:, 0], signs[:, 1], signs[:, 2])
    return Described(text, heads, last_names, states, owners, names_held, *by_sign, guesses_of(mentions, seen))


def _governs(seen: Seen, at: int) -> bool:
    return bool(seen.flat[at].bits & t.GOVERNMENT)


def _code(country: str) -> int:
    """A country as a number, without a table."""
    return int.from_bytes(country.encode()[:4], "big") if country else -1


def _same(values: Whole) -> Truth:
    found: Truth = (values[:, None] == values[None]) & (values[:, None] >= 0)
    return found


def link_features(mentions: Sequence[Mention], seen: Seen, told: Described) -> Floats:
    """How each mention (row) stands to each one before it (column): mentions x mentions x LINKS."""
    count = len(mentions)
    places = np.array(mentions, dtype=np.int64).reshape(-1, 2)
    features = np.zeros((count, count, LINKS), dtype=np.float32)
    shared = told.names.astype(np.float32) @ told.names.T.astype(np.float32)
    sizes = told.names.sum(1)
    named = sizes > 0
    both = named[:, None] & named[None]
    guessed = told.guessed
    same_owner, same_guess = _same(told.owner), _same(guessed)
    signs: tuple[Truth, ...] = (
        _same(told.text),
        _same(told.head),
        _same(told.last),
        both & (shared == sizes[:, None]),  # all names of this one stand in that one
        both & (shared == sizes[None]),
        both & (shared == 0),
        _same(told.state),
        same_owner,
        (told.owner[:, None] >= 0) & (told.owner[None] >= 0) & ~same_owner,
        (places[:, None, 0] <= places[None, :, 1]) & (places[None, :, 0] <= places[:, None, 1]),
        np.broadcast_to(told.pronoun[:, None], (count, count)),
        np.broadcast_to(told.pronoun[None], (count, count)),
        np.broadcast_to(told.pointed[:, None] & ~named[:, None], (count, count)),
        told.plural[:, None] != told.plural[None],
        same_guess,
        (guessed[:, None] >= 0) & (guessed[None] >= 0) & ~same_guess,
    )
    for i, sign in enumerate(signs):
        features[:, :, i] = sign
    order = np.arange(count)
    away = np.searchsorted(_AWAY, np.maximum(order[:, None] - order[None], 0), side="right")
    sentence = seen.sentences[places[:, 0]] if count else np.zeros(0, dtype=np.int64)
    apart = np.searchsorted(_APART, np.maximum(sentence[:, None] - sentence[None], 0), side="right")
    rows, columns = np.indices((count, count))
    features[rows, columns, _LINK_SIGNS + away] = 1.0
    features[rows, columns, _LINK_SIGNS + len(_AWAY) + 1 + apart] = 1.0
    return features


def country_features(mentions: Sequence[Mention], seen: Seen, told: Described) -> Floats:
    """How each mention stands to each word that tells a country: mentions x country words x COUNTRIES."""
    known: Sequence[CountryWord] = seen.countries
    features = np.zeros((len(mentions), len(known), COUNTRIES), dtype=np.float32)
    if not len(mentions) or not known:
        return features
    places = np.array(mentions, dtype=np.int64)
    word = np.array([each.word for each in known])
    text = word >= 0
    counts: dict[str, int] = {}
    for each in known:
        if each.word >= 0:
            counts[each.country] = counts.get(each.country, 0) + 1
    total = max(1, sum(counts.values()))
    share = np.array([counts.get(each.country, 0) / total for each in known])
    most = max(counts.values(), default=0)
    inside = text[None] & (places[:, :1] <= word[None]) & (word[None] <= places[:, 1:])
    sentence = np.where(text, seen.sentences[np.maximum(word, 0)], -1)
    own = seen.sentences[places[:, 0]]
    features[:, :, 0] = inside
    features[:, :, 1] = own[:, None] == sentence[None]
    features[:, :, 2] = text[None] & (own[:, None] == sentence[None] + 1)
    features[:, :, 3] = text[None] & (word[None] == places[:, 1:])
    features[:, :, 4] = (word == word[text].min() if text.any() else text)[None]
    features[:, :, 5] = np.array([counts.get(each.country, 0) == most and most > 0 for each in known])[None]
    _mark_guessed(told.guessed, seen, features)
    sorts = np.array([each.sort for each in known])
    features[:, np.arange(len(known)), _COUNTRY_SIGNS + sorts] = 1.0
    away = np.where(word[None] > places[:, 1:], word[None] - places[:, 1:], places[:, :1] - word[None])
    bucket = np.searchsorted(_NEAR, np.maximum(away, 0), side="right")
    bucket = np.where(word[None] > places[:, 1:], bucket + len(_NEAR) + 1, bucket)
    rows, columns = np.indices(bucket.shape)
    features[rows, columns, _COUNTRY_SIGNS + COUNTRY_SORTS + bucket] = 1.0
    at = _COUNTRY_SIGNS + COUNTRY_SORTS + 2 * (len(_NEAR) + 1)
    features[:, np.arange(len(known)), at + np.searchsorted(_SHARES, share, side="right")] = 1.0
    return features


def _mark_guessed(guessed: Whole, seen: Seen, features: Floats) -> None:
    """Whether the rules give a mention this country, another one, or none."""
    known = np.array([_code(known.country) for known in seen.countries])
    own = np.array([*(_code(guess.country or "") for guess in seen.guesses), -1])[guessed]  # -1: no guess or no country
    features[:, :, 6] = own[:, None] == known[None]
    features[:, :, 7] = (own[:, None] >= 0) & (own[:, None] != known[None])
    features[:, :, 8] = ((guessed >= 0) & (own < 0))[:, None]


def guesses_of(mentions: Sequence[Mention], seen: Seen) -> Whole:
    """For each mention the number of the guess (``Seen.guesses``) that has most of its words; -1 where none has."""
    taken: dict[int, list[tuple[int, Mention]]] = {}
    for number, guess in enumerate(seen.guesses):
        for first, last in guess.mentions:
            for word in range(first, last + 1):
                taken.setdefault(word, []).append((number, (first, last)))
    found = np.full(len(mentions), -1, dtype=np.int64)
    for row, (first, last) in enumerate(mentions):
        best = (0.5, -1)
        for number, (begin, end) in {each for word in range(first, last + 1) for each in taken.get(word, ())}:
            common = min(last, end) - max(first, begin) + 1
            share = 2 * common / (last - first + end - begin + 2)
            if (share, -number) > (best[0], -best[1]):
                best = (share, number)
        found[row] = best[1]
    return found
