"""Where an article's events are: the places it names, by the gazetteer and what stands around each name."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from menurut.annotate import tokenize
from menurut.ids import place_id
from menurut.records import (
    Annotation,
    Basis,
    Document,
    NameKind,
    ParagraphKind,
    Place,
    PlaceKind,
    Sentence,
    Span,
    Token,
)
from menurut.resolve.spots import (
    HOME,
    MODIFIERS,
    Match,
    Spot,
    Words,
    agree,
    disown,
    inside,
    is_area,
    is_shared,
    is_unlikely,
    load_gazetteer,
    load_words,
    place_key,
    put,
    rank,
    scan,
)
from menurut.resolve.tables import load_tables

_MOST_CANDIDATES = 8
_BASES = (Basis.DATELINE, Basis.STATED, Basis.INFERRED)  # the surest first
_ENOUGH = 0.95  # the share of a name's likeliest place, by population alone, from which the name settles it


class Reader:
    """The names of one document with the evidence around each."""

    def __init__(self, document: Document, annotation: Annotation) -> None:
        self.document = document
        self.annotation = annotation
        self.words = load_words(document.language)
        self.named: Counter[str] = Counter()  # how often each country is named
        self.people: set[str] = set()
        self._names = annotation.names
        self._starts = [name.span.start for name in self._names]
        for name in self._names:
            if name.kind is NameKind.PERSON:
                self.people.update(place_key(word) for word in name.span.text.split())
        self.matches = [*self._dateline(), *(m for sentence in annotation.sentences for m in self._sentence(sentence))]

    def _dateline(self) -> list[Match]:
        line = self.document.dateline
        if line is None or line.place is None:
            return []
        tokens = tokenize(self.document.text, line.place.start, line.place.end)
        found = [match for match in scan(tokens, 0, len(tokens), self.words) if match.rows]
        self._pair(tokens, found)
        for match in found[:1]:
            match.dateline = match.locative = True
        return found[:1]

    def _sentence(self, sentence: Sentence) -> list[Match]:
        tokens = self.annotation.tokens
        found = scan(tokens, sentence.first_token, sentence.last_token, self.words)
        headline = self.document.paragraphs[sentence.paragraph].kind is ParagraphKind.HEADLINE
        for number, match in enumerate(found):
            if match.country is not None and not is_shared(match.rows):
                self.named[match.country] += 1
            if not match.rows and self._is_land(tokens, sentence.last_token, match):
                match.rows, match.locative = load_gazetteer().countries.get(match.country or "", ()), True
            if match.rows:
                self._read_before(tokens, sentence.first_token, match, found[number - 1] if number else None)
                after = found[number + 1] if number + 1 < len(found) else None
                self._read_after(tokens, sentence.last_token, match, after)
                match.longer, match.tail = match.longer and not headline, match.tail and not headline
                match.title = headline
                self._recognise(match, after)
        self._pair(tokens, found)
        return [match for match in found if match.rows]

    def _is_land(self, tokens: Sequence[Token], last: int, match: Match) -> bool:
        """Whether a demonym says whose land or water is meant: "the Syrian capital", "off Indonesian coasts"."""
        word = tokens[match.last].text if match.last < last else ""
        return self.document.language == "en" and word in self.words.kinds

    def _read_before(self, tokens: Sequence[Token], first: int, match: Match, before: Match | None) -> None:
        """Look for a word that says that a place follows, over words that may stand between."""
        words, at = self.words, match.first - 1
        if before is not None and before.locative and before.last <= at:
            between = [tokens[i].text.lower() for i in range(before.last, match.first)]
            if len(between) <= 2 and all(word in words.joiners for word in between):
                match.locative = True
        for at in range(match.first - 1, max(first - 1, match.first - 6), -1):
            word = tokens[at].text.lower()
            if word in words.locative:
                match.locative = True
                if word not in words.fillers:
                    return
            elif word in words.regions or word in words.cities or word in words.others:
                match.locative = True
                match.sort = match.sort or _sort_of(word, words)
            elif word in words.directions and tokens[at].text == word:
                match.locative = True
            elif word not in words.fillers and not word.endswith(MODIFIERS):
                if at == match.first - 1 and word in words.streets and self.document.language == "id":
                    match.rows = ()
                if at == match.first - 1 and tokens[at].text[0].isupper() and at > first:
                    match.longer = match.tail = True
                return

    def _read_after(self, tokens: Sequence[Token], last: int, match: Match, after: Match | None) -> None:
        """Look whether the name goes on after its last word, or says its kind there ("Idlib province")."""
        if match.last >= last:
            return
        text = tokens[match.last].text
        word = text.lower()
        if word in self.words.streets and self.document.language == "en":
            match.rows = ()
        elif self.document.language == "en" and (word in self.words.regions or word in self.words.cities):
            match.sort = match.sort or _sort_of(word, self.words)
            match.locative = match.locative or not text[0].isupper()
        elif text[0].isupper() and word not in self.words.fillers:
            match.longer = match.longer or after is None or after.first > match.last or not is_area(after)

    def _recognise(self, match: Match, after: Match | None) -> None:
        """What the recogniser takes a name for, and whether the name is only a part of what it saw."""
        at = bisect_right(self._starts, match.end - 1) - 1
        if at < 0 or self._names[at].span.end <= match.start:
            return
        span = self._names[at].span
        match.taken = self._names[at].kind
        match.whole = match.start <= span.start and span.end <= match.end
        if match.taken is NameKind.PLACE:
            end = min(span.end, after.start) if after is not None else span.end
            rest = [word for word in self.document.text[match.end : end].split() if word[0].isupper()]
            match.longer = any(word.lower() not in self.words.fillers for word in rest) or (
                match.longer and after is not None and after.first == match.last and after.end <= span.end
            )
            match.longer = match.longer or (match.tail and is_unlikely(match))

    def bare(self, span: Span) -> tuple[int, str]:
        """Where a name begins without the words that say its kind ("Kota", "Municipality of"), and its key there."""
        start = span.start
        for word in span.text.split():
            if word.lower() not in self.words.kinds:
                break
            start += len(word) + 1
        return start, place_key(self.document.text[start : span.end])

    def is_place(self, span: Span) -> bool:
        """Whether a word before a name, or at its beginning, says that it is a place."""
        before = self.document.text[max(0, span.start - 30) : span.start].lower().split()
        known = self.words.locative | self.words.kinds
        return any(word in known for word in before[-2:]) or span.text.split()[0].lower() in known

    def area_of(self, span: Span, matches: Sequence[Match], at: int) -> Match | None:
        """The name after a name, or before it, that says where it lies; ``at`` is the first match after it."""
        text, kinds = self.document.text, self.words.kinds
        if at < len(matches) and text[span.end : matches[at].start].strip() in (",", "(", "di", "in"):
            return matches[at]
        between = text[matches[at - 1].end : span.start].lower().split() if at else []
        return matches[at - 1] if 0 < len(between) < 4 and kinds.issuperset(between) else None

    def kind_of(self, span: Span, area: Spot) -> PlaceKind:
        """What an unlisted name in an area is: a site in a part of a city, or where several words name a building."""
        before = self.document.text[max(0, span.start - 30) : span.start].lower().split()[-1:]
        if {*before, *span.text.lower().split()[:1]} & self.words.cities:
            return PlaceKind.CITY
        several = " " in span.text and area.country == HOME.get(self.document.language)
        return PlaceKind.SITE if several or area.id.startswith("site:") else PlaceKind.CITY

    def is_subject(self, match: Match) -> bool:
        """Whether a name is what its sentence is about: "..., Rusia mengatakan"."""
        words = self.annotation.words
        at = bisect_right(words, match.start, key=lambda word: word.start) - 1
        while at >= 0 and words[at].head >= 0 and match.start <= words[words[at].head].start < match.end:
            at = words[at].head
        return at >= 0 and words[at].end > match.start and words[at].relation.partition(":")[0] in ("nsubj", "csubj")

    def _pair(self, tokens: Sequence[Token], found: Sequence[Match]) -> None:
        """Find what a name is said to lie in: "Moscow, Idaho", "Hodeidah Yaman", "ibu kota Libya, Tripoli"."""
        for one, two in pairwise(found):
            between = [tokens[i].text.lower() for i in range(one.last, two.first)]
            if len(between) > 4:
                continue
            if between and between != [","] and self.words.joiners.issuperset(between):
                agree(one, two)
                agree(two, one)
            if one.rows and two.rows and self._lies_in(between) and not (between == [","] and self.is_subject(two)):
                following = tokens[two.last].text.lower() if two.last < len(tokens) else ""
                if not put(one, two) and following not in self.words.joiners - {",", "ke", "to"}:
                    disown(one, two)
            if not one.within and two.rows and one.country is not None:
                before = tokens[one.first - 1].text.lower() if one.first else ""
                owner = tokens[one.last - 1].end > one.end
                if owner or self._says_kind(between) or (between in ([","], []) and self._says_kind([before])):
                    put(two, one)

    def _lies_in(self, between: Sequence[str]) -> bool:
        if not between:
            return self.document.language == "id"
        if between[0] not in (",", "(", "di", "in") or between[:2] == [",", "the"]:
            return False
        return all(word in self.words.fillers or word in self.words.kinds for word in between[1:])

    def _says_kind(self, between: Sequence[str]) -> bool:
        words = self.words
        kinds = [word for word in between if word in words.cities or word in words.regions]
        return bool(kinds) and all(word in kinds or word in words.fillers or word in (",", "of") for word in between)


def _sort_of(word: str, words: Words) -> PlaceKind | None:
    if word in words.cities:
        return PlaceKind.CITY
    return PlaceKind.REGION if word in words.regions else None


def _is_other(match: Match, spot: Spot) -> bool:
    """Whether the recogniser takes a name for something else, or for a part of a longer name."""
    if match.sure:
        return False
    if match.taken is NameKind.PERSON:
        capital = spot.actor and match.locative and not spot.common
        return not (match.whole and (spot.kind is PlaceKind.COUNTRY or capital))
    if match.taken is NameKind.ORGANISATION:
        return spot.small or spot.common or not (match.whole and match.locative)
    return match.longer and not match.within


def _is_meant(match: Match, spot: Spot, reader: Reader, context: Mapping[str, float]) -> bool:
    """Whether the words around a name bear out that it names this place, and not a person, a body or a government."""
    if match.dateline or _is_other(match, spot):
        return match.dateline
    if match.within or spot.kind is PlaceKind.COUNTRY:
        return match.locative
    if not match.locative and (match.taken is None or match.key in reader.people):
        return False
    place = match.taken is NameKind.PLACE
    if spot.common:
        return match.locative and (place or (spot.actor and not match.title))
    if spot.small:
        return place and (spot.country in context or HOME.get(reader.document.language) == spot.country)
    return match.locative or not spot.actor


@dataclass(slots=True)
class _Found:
    """A place of the article in the making."""

    spot: Spot
    basis: Basis
    score: float
    candidates: tuple[str, ...]
    spans: list[tuple[int, int]] = field(default_factory=list)


def _resolve(match: Match, context: Mapping[str, float], language: str) -> _Found | None:
    """The place that a name means, ``None`` where the gazetteer has none."""
    rows = match.rows
    if match.within:
        rows = [row for row in rows if inside(load_gazetteer().spot(row >> 1), match.within)]
    ranked = rank(rows, context, language, match.sort)
    if not ranked:
        return None
    spot, share = ranked[0]
    basis = Basis.DATELINE if match.dateline else Basis.STATED
    if len(ranked) > 1 and not match.within and not match.dateline:
        alone, sure = rank(rows, {}, "", match.sort)[0]
        basis = Basis.STATED if alone is spot and sure >= _ENOUGH else Basis.INFERRED
    candidates = tuple(other.id for other, part in ranked[:_MOST_CANDIDATES] if part >= 0.001)
    return _Found(spot, basis, round(share, 3), candidates)


def _context(reader: Reader) -> dict[str, float]:
    """How often each country is named, and half as much for a place that can only be there."""
    context = {country: float(count) for country, count in reader.named.items()}
    spot_of = load_gazetteer().spot
    for match in reader.matches:
        if match.country is None and 0 < len(match.rows) <= 3 and (match.locative or match.taken is NameKind.PLACE):
            spots = [spot_of(row >> 1) for row in match.rows]
            country = spots[0].country
            large = any(not spot.small for spot in spots)
            if large and country is not None and all(spot.country == country for spot in spots):
                context[country] = context.get(country, 0.0) + 0.5
    return context


def find_places(document: Document, annotation: Annotation) -> tuple[Place, ...]:
    """The places that the headline, the body and the dateline of a document name.

    Args:
        document: the cleaned article; ``document.language`` must be one that menurut reads.
        annotation: its sentences, tokens, words and names.

    Returns:
        One record for each place, in the order of their first mentions. The name of a country, a capital or a
        government's seat is a place where the words say that something is in it ("di Rusia", "Doha, Qatar"), and none
        where it acts ("Moskow menuduh"). A place that the gazetteer lacks is found where its country stands beside it
        ("Somersworth, New Hampshire"); it has no coordinates and no candidates.
    """
    reader = Reader(document, annotation)
    context = _context(reader)
    unlisted = _unlisted(reader, context)
    settled: dict[str, tuple[Spot, ...]] = {}
    for match in reader.matches:
        if match.within:
            settled.setdefault(match.key, match.within)
    meant: dict[tuple[tuple[int, ...], PlaceKind | None, tuple[Spot, ...], bool], _Found | None] = {}
    found: dict[str, _Found] = {}
    for match in reader.matches:
        if not (match.locative or match.within or match.taken is NameKind.PLACE):
            continue
        match.within = match.within or settled.get(match.key, ())
        at = (tuple(match.rows), match.sort, match.within, match.dateline)
        if at not in meant:
            meant[at] = _resolve(match, context, document.language)
        place = meant[at]
        if place is not None and _is_meant(match, place.spot, reader, context):
            known = found.setdefault(place.spot.id, place)
            known.spans.append((match.start, match.end))
            if _BASES.index(place.basis) < _BASES.index(known.basis):
                known.basis = place.basis
    records = [_record(document, place) for place in (*found.values(), *unlisted)]
    return tuple(sorted(records, key=lambda place: (place.mentions[0].start, place.name)))


def _unlisted(reader: Reader, context: Mapping[str, float]) -> list[_Found]:
    """The places that the gazetteer lacks and whose region or country stands beside them."""
    matches = [match for match in reader.matches if match.rows]
    starts = [match.start for match in matches]
    found: dict[str, _Found] = {}
    spans: dict[str, list[tuple[int, int]]] = {}
    for name in reader.annotation.names:
        at = bisect_right(starts, name.span.end - 1)
        if name.kind is not NameKind.PLACE or (at and matches[at - 1].end > name.span.start):
            continue
        start, key = reader.bare(name.span)
        if not key or re.search(r"[()\[\]/\n]", name.span.text):
            continue
        spans.setdefault(key, []).append((start, name.span.end))
        area = reader.area_of(name.span, matches, at)
        if area is None or key in found:
            continue
        outer = _resolve(area, context, reader.document.language)
        if outer is None or outer.spot.country is None or outer.spot.kind not in (PlaceKind.COUNTRY, PlaceKind.REGION):
            continue
        if reader.is_place(name.span) and not reader.is_subject(area):
            area.locative = True
            kind = reader.kind_of(name.span, outer.spot)
            found[key] = _Found(
                Spot(kind, f"name:{key}", None, outer.spot.country, outer.spot.region), Basis.STATED, outer.score, ()
            )
    for key, place in found.items():
        place.spans = spans[key]
    return list(found.values())


def _record(document: Document, place: _Found) -> Place:
    spot, text = place.spot, document.text
    mentions = tuple(document.span(start, end) for start, end in sorted(set(place.spans)))
    written = Counter(" ".join(text[start:end].split()) for start, end in place.spans)
    name = max(written, key=lambda form: (not form.isupper() or len(form) < 4, written[form]))
    if spot.kind is PlaceKind.REGION and spot.region and (len(name) < 5 or "." in name):
        name = spot.region  # "N.C.", "NTB"
    name = name.title() if name.isupper() and len(name) >= 4 else name
    if spot.kind is PlaceKind.COUNTRY and spot.country is not None:
        name = load_tables(document.language).states.get(spot.country, name)
    article = document.article_id
    where = (spot.country, spot.region, spot.latitude, spot.longitude, spot.geonames)
    known = (place.basis, place.score, place.candidates, mentions)
    return Place(place_id(article, name, mentions), article, name, spot.kind, *where, *known)
