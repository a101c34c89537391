"""What the network of actors sees of an article beside the vectors of its words: gazetteer, nouns, names, trees."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from menurut.languages.relations import RELATIONS, number_of
from menurut.records import ActorKind, Annotation, Document, NameKind, ParagraphKind, Span, Word
from menurut.resolve import names as n
from menurut.resolve.keep import kept
from menurut.resolve.kinds import NameKinds
from menurut.resolve.names import Line, Unit
from menurut.resolve.people import country_of
from menurut.resolve.phrase import Phrase
from menurut.resolve.phrases import phrases_of
from menurut.resolve.rules import Grouping
from menurut.resolve.tables import Tables, name_tokens

Floats = NDArray[np.float32]
Whole = NDArray[np.int64]
Truth = NDArray[np.bool_]

_UNITS = "SCXdrONPpn.w"  # the kinds of units (menurut.resolve.names), in the order of their features
_BITS = 20  # of nouns (menurut.resolve.tables)
_NAMES = {NameKind.PERSON: 0, NameKind.ORGANISATION: 2, NameKind.PLACE: 4}
_KINDS = {kind: number for number, kind in enumerate(ActorKind)}
_TAGS = {
    tag: i
    for i, tag in enumerate(
        "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()  # noqa: SIM905
    )
}
_REMEMBERED = 1 << 14  # words with their tags and relations: some 4 MB
_PLACES = 8
_FROM_UNITS = _PLACES
_FROM_BITS = _FROM_UNITS + len(_UNITS) + 1
_FROM_NAMES = _FROM_BITS + _BITS
_FROM_TAGS = _FROM_NAMES + 6
_FROM_RELATIONS = _FROM_TAGS + len(_TAGS)
_FROM_GUESSES = _FROM_RELATIONS + RELATIONS + 1
WIDTH = _FROM_GUESSES + len(ActorKind) + 3  # features of a word; the last one: a person whose country is known
COUNTRY_SORTS = 8  # how a word tells a country: one of the gazetteer's six, a known person, nothing but the language
_SORTS = {n.STATE: 0, n.CAPITAL: 1, n.SEAT: 2, n.DEMONYM: 3, n.REGION: 4, n.ORGANISATION: 5}
STATE_SORT, CAPITAL_SORT, REGION_SORT = _SORTS[n.STATE], _SORTS[n.CAPITAL], _SORTS[n.REGION]
_PERSON_SORT, HOME_SORT = 6, 7
_MOST_COUNTRIES = 600  # words of an article; more stand in lists, not in news
HOME = {"id": "IDN"}  # whom nothing else says, an article in that language means


@dataclass(frozen=True, slots=True)
class CountryWord:
    """A word that tells a country, and how (``sort``)."""

    word: int
    country: str
    sort: int


Mention = tuple[int, int]  # first and last word, both included


@dataclass(frozen=True, slots=True)
class Guess:
    """An actor as the rules read it (``menurut.resolve.rules``), and whether they would keep it."""

    kind: ActorKind
    country: str | None
    kept: bool
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """An article as the network reads it. All arrays are about the annotation's words.

    ``units`` is the unit of each word, -1 where it has none; ``flat`` the units of the whole article. ``guesses`` are
    the actors as the rules read them, ``phrases`` what those are made of, in order.
    """

    features: Floats  # words x WIDTH
    sentences: Whole
    units: Whole
    flat: tuple[Unit, ...]
    countries: tuple[CountryWord, ...]
    guesses: tuple[Guess, ...]
    phrases: tuple[Phrase, ...]


def seen_of(document: Document, annotation: Annotation, lines: Sequence[Line], tables: Tables) -> Seen:
    """What the network sees of an article, from its annotation and its lines of units."""
    words = annotation.words
    sentences = np.zeros(len(words), dtype=np.int64)
    marks: list[int] = []  # places in the features, row by row, that are 1
    for number, sentence in enumerate(annotation.sentences):
        first, last = sentence.first_word, sentence.last_word
        if first == last:
            continue
        sentences[first:last] = number
        marks += (WIDTH * first, WIDTH * (last - 1) + 1)
        if not number or annotation.sentences[number - 1].paragraph != sentence.paragraph:
            marks.append(WIDTH * first + 2)
        if document.paragraphs[sentence.paragraph].kind == ParagraphKind.HEADLINE:
            marks += range(WIDTH * first + 3, WIDTH * last + 3, WIDTH)
    places = _Places.of(words)
    flat = tuple(chain.from_iterable(line.units for line in lines))
    units = _units_of(places, flat)
    begun = _begun(units)
    marks += [WIDTH * i + _FROM_UNITS + len(_UNITS) for i, _ in begun]
    _mark_names(annotation, places, marks)
    phrases = phrases_of(list(lines), tables)
    guesses = _guesses(document, annotation, places, lines, phrases, tables)
    _mark_guesses(guesses, marks)
    countries = _countries(document, annotation, places, [(i, flat[at]) for i, at in begun], tables)
    marks += [WIDTH * known.word + WIDTH - 1 for known in countries if known.sort == _PERSON_SORT]
    features = np.zeros((len(words), WIDTH), dtype=np.float32)
    _mark(features, np.arange(len(words)), [_word_marks(word.text, word.tag, word.relation) for word in words])
    inside = np.flatnonzero(units >= 0)
    _mark(features, inside, [_unit_marks(flat[at].kind, flat[at].bits) for at in units[inside].tolist()])
    features.reshape(-1)[marks] = 1.0
    own = tuple(sorted((phrase for group in phrases for phrase in group), key=lambda phrase: phrase.start))
    return Seen(features, sentences, units, flat, countries, guesses, own)


def _mark(features: Floats, rows: Whole, columns: Sequence[tuple[int, ...]]) -> None:
    """Set the columns of each of some rows to 1."""
    counts = [len(each) for each in columns]
    features[np.repeat(rows, counts), list(chain.from_iterable(columns))] = 1.0


def _guesses(
    document: Document,
    annotation: Annotation,
    places: _Places,
    lines: Sequence[Line],
    phrases: list[list[Phrase]],
    tables: Tables,
) -> tuple[Guess, ...]:
    """The actors that the rules find."""
    found = []
    for candidate in Grouping(document, list(lines), tables, NameKinds(annotation.names)).read(phrases):
        found_at = [places.touched(start, end) for start, end in sorted(set(candidate.spans))]
        mentions = tuple(place for place in found_at if place is not None)
        if mentions:
            found.append(Guess(candidate.kind, candidate.country, kept(candidate), mentions))
    return tuple(found)


def _mark_guesses(guesses: Sequence[Guess], marks: list[int]) -> None:
    for guess in guesses:
        kind = _KINDS[guess.kind]
        for first, last in guess.mentions:
            base = WIDTH * first + _FROM_GUESSES
            marks.append(base + kind)
            if guess.kept:
                marks.append(base + len(ActorKind))
            marks += range(base + len(ActorKind) + 1, WIDTH * (last + 1) + _FROM_GUESSES, WIDTH)


def words_at(words: Sequence[Word], start: int, end: int) -> Mention | None:
    """The first and the last word that a place in the document touches; ``None`` where there is none."""
    first = bisect_right(words, start, key=lambda word: word.end - 1)
    while first < len(words) and words[first].end <= start:
        first += 1
    last = bisect_left(words, end, key=lambda word: word.start) - 1
    return (first, last) if first <= last else None


def ranges_of(words: Sequence[Word], spans: Iterable[Span]) -> list[Mention]:
    """The first and the last word of each span; spans without words are left out."""
    return [own for span in spans if (own := words_at(words, span.start, span.end)) is not None]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the words of an article begin and end."""

    starts: list[int]
    ends: list[int]

    @staticmethod
    def of(words: Sequence[Word]) -> _Places:
        return _Places([word.start for word in words], [word.end for word in words])

    def touched(self, start: int, end: int) -> Mention | None:
        """The first and the last word that a place in the document touches, as ``words_at`` finds them."""
        first, last = bisect_right(self.ends, start + 1), bisect_left(self.starts, end) - 1
        return (first, last) if first <= last else None

    def ending_after(self, offset: int) -> int:
        """The first word that ends after a place in the document."""
        return bisect_right(self.ends, offset)


def _units_of(places: _Places, flat: Sequence[Unit]) -> Whole:
    """For each word the number of the unit that it begins in, -1 where it has none."""
    if not flat or not places.starts:
        return np.full(len(places.starts), -1, dtype=np.int64)
    begins = np.array([unit.start for unit in flat])
    found = np.searchsorted(np.array([unit.end for unit in flat]), places.starts, side="right")
    last = np.minimum(found, len(flat) - 1)
    return np.where((found < len(flat)) & (begins[last] < places.ends), last, -1)


def _begun(units: Whole) -> list[tuple[int, int]]:
    """The first word of each unit, and the number of the unit."""
    inside = np.flatnonzero(units >= 0)
    numbers = units[inside]
    first = np.flatnonzero(np.diff(numbers, prepend=-1))
    return list(zip(inside[first].tolist(), numbers[first].tolist(), strict=True))


@lru_cache(maxsize=_REMEMBERED)
def _word_marks(text: str, tag: str, relation: str) -> tuple[int, ...]:
    """The columns of a word by itself."""
    found = [_FROM_TAGS + _TAGS.get(tag, len(_TAGS) - 1), _FROM_RELATIONS + number_of(relation, RELATIONS)]
    signs = (text[:1].isupper(), len(text) > 1 and text.isupper(), text[:1].isdigit(), text in "\"“”'‘’«»")
    return (*found, *(4 + i for i, sign in enumerate(signs) if sign))


@lru_cache(maxsize=5_000)
def _unit_marks(kind: str, bits: int) -> tuple[int, ...]:
    """The columns of a unit's kind and of a noun's bits."""
    return (_FROM_UNITS + _UNITS.index(kind), *(_FROM_BITS + bit for bit in range(_BITS) if bits >> bit & 1))


def _mark_names(annotation: Annotation, places: _Places, marks: list[int]) -> None:
    for name in annotation.names:
        first, last = places.ending_after(name.span.start), bisect_left(places.starts, name.span.end)
        if first < last:
            column = _FROM_NAMES + _NAMES[name.kind]
            marks.append(WIDTH * first + column)
            marks += range(WIDTH * (first + 1) + column + 1, WIDTH * last + column + 1, WIDTH)


def _countries(
    document: Document,
    annotation: Annotation,
    places: _Places,
    begun: Iterable[tuple[int, Unit]],
    tables: Tables,
) -> tuple[CountryWord, ...]:
    """The words that tell a country, in the order of the text; ``begun`` are the first words of units."""
    found: list[CountryWord] = []
    for i, unit in begun:
        if unit.entry is not None and unit.entry.country is not None and unit.kind in _SORTS:
            found.append(CountryWord(i, unit.entry.country, _SORTS[unit.kind]))
    for name in annotation.names:
        if name.kind is not NameKind.PERSON:
            continue
        country = country_of(name_tokens(name.span.text), tables)
        at = places.ending_after(name.span.start)
        if country is not None and at < len(annotation.words):
            found.append(CountryWord(at, country, _PERSON_SORT))
    if document.language in HOME:
        found.append(CountryWord(-1, HOME[document.language], HOME_SORT))
    return tuple(sorted(found, key=lambda known: known.word)[:_MOST_COUNTRIES])
