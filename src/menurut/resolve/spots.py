"""The gazetteer of places: countries, first-level regions, cities and sites; its names in a text, what they mean."""

from __future__ import annotations

import gzip
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from menurut.records import NameKind, PlaceKind, Token
from menurut.resolve.tables import load_tables, state_rows

_SMALL, _LARGE = 100_000, 300_000  # people
_ARTICLES = frozenset({"al", "el", "as", "ash", "ar", "at", "ad", "an", "az"})
_KINDS = {"c": PlaceKind.COUNTRY, "r": PlaceKind.REGION, "t": PlaceKind.CITY, "p": PlaceKind.CITY}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of the gazetteer. ``weight`` is how readily news means it: the logarithm of its people, more or less.

    ``actor`` is true where its name also stands for a government, ``common`` where it is an ordinary word too,
    ``small`` for a small town that news seldom means.
    """

    kind: PlaceKind
    id: str
    geonames: int | None
    country: str | None
    region: str | None
    latitude: float | None = None
    longitude: float | None = None
    population: int = 0
    weight: float = 0.0
    common: bool = False
    small: bool = False
    actor: bool = False


@cache
def site_rows() -> tuple[dict[str, str], ...]:
    """The rows of the table of sites, each a mapping from column to text; "|" parts several names."""
    text = resources.files("menurut.resolve").joinpath("gazetteer", "sites.tsv").read_text(encoding="utf-8")
    header, *lines = [line.split("\t") for line in text.split("\n") if line and line[0] != "#"]
    return tuple(dict(zip(header, line, strict=True)) for line in lines)


@lru_cache(maxsize=1 << 16)
def place_key(name: str) -> str:
    """A name as it is looked up: lower case, without accents, apostrophes, full stops, possessives; "" for a mark."""
    if not name.isascii():
        name = name.replace("’", "'").replace("‘", "'").replace("`", "'")
        name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    if name.isalpha():
        return name.lower()
    key = name.lower() + " "
    return " ".join(re.sub(r"[^a-z0-9 ]", "", key.replace("'s ", " ").replace("-", " ").replace("/", " ")).split())


class Gazetteer:
    """The tables of places: every name by its key, the rows read when they are asked for."""

    def __init__(self) -> None:
        packed = resources.files("menurut.resolve").joinpath("gazetteer", "places.tsv.gz").read_bytes()
        text = gzip.decompress(packed).decode()
        self._lines = text[text.index("\nkeys\t") + 1 :].split("\n")[1:-1]
        self._spots: dict[int, Spot] = {}
        self._sites = [row for row in site_rows() if row["latitude"]]
        # A key to the rows that have it (twice the number, one more for another spelling), the first word of a key to
        # the most words of such a key, a country to its row.
        self.index: dict[str, list[int]] = {}
        self.longest: dict[str, int] = {}
        self.countries: dict[str, tuple[int, ...]] = {}
        for number, line in enumerate(self._lines):
            if line.split("\t", 2)[1] != "c":
                break
            self.countries[line.split("\t", 4)[3]] = (2 * number,)
        self._fill()

    def _fill(self) -> None:
        index = self.index
        for number, line in enumerate(self._lines):
            keys, _, others = line[: line.index("\t")].partition(";")
            for key in keys.split("|"):
                index.setdefault(key, []).append(2 * number)
            for key in others.split("|") if others else ():
                index.setdefault(key, []).append(2 * number + 1)
        for number, row in enumerate(self._sites, len(self._lines)):
            for key in dict.fromkeys(map(place_key, row["names"].split("|"))):
                index.setdefault(key, []).append(2 * number)
        longest = self.longest
        for key in index:
            if " " in key:
                first, count = key[: key.index(" ")], key.count(" ") + 1
                if count > longest.get(first, 1):
                    longest[first] = count
            else:
                longest.setdefault(key, 1)

    def spot(self, number: int) -> Spot:
        """The place in a row."""
        found = self._spots.get(number)
        if found is None:
            at = number - len(self._lines)
            found = self._spots[number] = self._site(self._sites[at]) if at >= 0 else self._place(self._lines[number])
        return found

    def _place(self, line: str) -> Spot:
        _, kind, geonames, country, region, latitude, longitude, people, common, name = line.split("\t")
        population = int(people)
        weight = math.log(population + 2000)
        weight += {"c": 4.0, "r": -0.5, "t": 1.5 if common == "0" else 0.0, "p": 2.3}[kind]
        number = int(geonames) if geonames else None
        known = country if kind == "c" else geonames or f"region:{country}:{name}"
        place = (float(latitude), float(longitude), population, weight)
        small = kind == "t" and population < _SMALL and common != "0"
        return Spot(_KINDS[kind], known, number, country, region or None, *place, common == "1", small, kind == "p")

    def _site(self, row: Mapping[str, str]) -> Spot:
        name = row["names"].split("|")[0]
        kind = PlaceKind(row["kind"])
        country = None if row["country"] == "-" else row["country"]
        region = row["region"] or None
        place = (float(row["latitude"]), float(row["longitude"]), 0, 14.0)
        return Spot(kind, f"site:{name}", None, country, region, *place, actor=place_key(name) in _seats())


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer, read once for each process."""
    return Gazetteer()


def is_shared(rows: Iterable[int]) -> bool:
    """Whether a state's name is also that of another state or of a large region elsewhere (Congo, Georgia)."""
    spots = [(row, load_gazetteer().spot(row >> 1)) for row in rows]
    countries = {
        spot.country
        for row, spot in spots
        if spot.kind is PlaceKind.COUNTRY or (not row & 1 and spot.population > 2_000_000)
    }
    return len(countries) > 1


@cache
def _seats() -> frozenset[str]:
    """The keys of the buildings that news names for a government."""
    return frozenset(place_key(seat) for row in state_rows() for seat in row["seats"].split("|") if seat)


def inside(spot: Spot, areas: Iterable[Spot]) -> bool:
    """Whether a place lies in one of several areas."""
    for area in areas:
        if area.country != spot.country or area is spot:
            continue
        if area.kind is PlaceKind.COUNTRY:
            return True
        if area.region is not None and area.region == spot.region and spot.kind is not PlaceKind.REGION:
            return True
    return False


def rank(
    rows: Iterable[int], context: Mapping[str, float], language: str, sort: PlaceKind | None = None
) -> list[tuple[Spot, float]]:
    """The places that a name may mean, each with its share, the likeliest first.

    Args:
        rows: the gazetteer's rows for the name.
        context: how often each country is named around it.
        language: of the article; an Indonesian one that names no country means Indonesia.
        sort: the kind of place that a word beside the name says.
    """
    gazetteer = load_gazetteer()
    best: dict[str, tuple[Spot, float]] = {}
    home = HOME.get(language)
    abroad = any(country != home for country in context)
    spots = [(row, gazetteer.spot(row >> 1)) for row in rows]
    cities = {
        (spot.country, region)
        for row, spot in spots
        if spot.kind is PlaceKind.CITY and not row & 1
        for region in (spot.region, "capital" if spot.actor else "")
    }
    states = {spot.country for _, spot in spots if spot.kind is PlaceKind.COUNTRY}
    for row, spot in spots:
        weight = spot.weight - (3.0 if row & 1 else 0.0)
        count = context.get(spot.country, 0.0) if spot.country else 0.0
        if count:
            weight += 4.0 + 0.7 * math.log(count)
        if spot.country == home:
            weight += 1.5 if abroad else 5.0
        if sort is not None and sort is not spot.kind and spot.kind is not PlaceKind.SITE:
            weight -= 6.0
        own = ((spot.country, spot.region), (spot.country, "capital"))
        if sort is None and spot.kind is PlaceKind.REGION and not cities.isdisjoint(own):
            weight -= 3.2  # "New York"
        if sort is None and spot.kind is PlaceKind.CITY and spot.country in states:
            weight -= 3.2  # "Singapura"
        if spot.id not in best or best[spot.id][1] < weight:
            best[spot.id] = (spot, weight)
    ranked = sorted(best.values(), key=lambda item: (-item[1], item[0].id))
    top = ranked[0][1] if ranked else 0.0
    shares = [(spot, math.exp(weight - top)) for spot, weight in ranked]
    total = sum(share for _, share in shares)
    return [(spot, share / total) for spot, share in shares]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a language that tell a place, and its names of states.

    ``exact`` maps abbreviations, ``demonyms`` keys of demonyms to ISO 3166-1 alpha-3 codes, ``openings`` are what
    demonyms of several words begin with. ``kinds`` are all words that say what kind of place a name is,
    ``directions`` those for the parts of a land.
    """

    locative: frozenset[str]
    regions: frozenset[str]
    cities: frozenset[str]
    others: frozenset[str]
    fillers: frozenset[str]
    joiners: frozenset[str]
    missions: frozenset[str]
    streets: frozenset[str]
    exact: Mapping[str, str]
    demonyms: Mapping[str, str]
    openings: frozenset[str]
    kinds: frozenset[str]
    directions: frozenset[str]


HOME = {"id": "IDN"}  # where an article in that language is, if nothing else tells
MODIFIERS = ("-held", "-torn", "-controlled", "-occupied", "bouring", "boring", "eastern", "western")


@cache
def word_lists() -> dict[str, dict[str, str]]:
    """The tables of places.toml: a list of words for each key."""
    path = resources.files("menurut.resolve").joinpath("gazetteer", "places.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def load_words(language: str) -> Words:
    """The words of a language by its ISO 639-1 code; raises ``KeyError`` where menurut does not read it."""
    exact: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    for group in load_tables(language).names.values():
        for entry in group:
            if entry.country is not None and entry.sort == "state" and entry.form is not None:
                exact.setdefault(entry.form, entry.country)
            elif entry.country is not None and entry.sort == "demonym":
                demonyms.setdefault(place_key(" ".join(entry.words)), entry.country)
    lists = {name: frozenset(words.split()) for name, words in word_lists()[language].items()}
    kinds = lists["regions"] | lists["cities"] | lists["others"] | {"of", "municipality"}
    openings = frozenset(key[:at] for key in demonyms for at, char in enumerate(key) if char == " ")
    return Words(**lists, exact=exact, demonyms=demonyms, openings=openings, kinds=kinds)


@dataclass(slots=True)
class Match:
    """A name of the gazetteer in the text: tokens ``first`` to ``last`` (exclusive), code points ``start`` to ``end``.

    ``rows`` are the gazetteer's, empty for a demonym; ``country`` is the state it names, if any. ``locative`` is true
    where a word before it says that it is a place, ``taken`` is what the recogniser takes it for. ``sort`` is the kind
    of place that a word beside it says; ``within`` are the places it is said to lie in. ``longer`` is true where the
    name goes on after it, ``tail`` where a word with a capital stands before it, ``whole`` where the recogniser sees
    just it, ``sure`` where another name is said to lie in it.
    """

    first: int
    last: int
    start: int
    end: int
    key: str
    rows: Sequence[int]
    country: str | None = None
    locative: bool = False
    taken: NameKind | None = None
    sort: PlaceKind | None = None
    within: tuple[Spot, ...] = ()
    longer: bool = False
    tail: bool = False
    whole: bool = False
    sure: bool = False
    title: bool = False
    dateline: bool = False


def scan(tokens: Sequence[Token], first: int, last: int, words: Words) -> list[Match]:
    """The names in a range of tokens, left to right, the longest first; demonyms and abbreviations of states too."""
    gazetteer = load_gazetteer()
    index, longest = gazetteer.index, gazetteer.longest
    found: list[Match] = []
    at = first
    while at < last:
        token = tokens[at]
        text = token.text
        at += 1
        if not text[0].isupper() and not (text[:3] in ("al-", "el-") and text[3:4].isupper()):
            continue
        if text in words.exact:
            country = words.exact[text]
            rows: Sequence[int] = gazetteer.countries.get(country, ())
            found.append(Match(at - 1, at, token.start, token.end, country, rows, country))
            continue
        key = place_key(text)
        begin = key if " " not in key else key[: key.index(" ")]
        most = longest.get(begin, 0)
        match = _longest(tokens, at - 1, last, key, most) if most else None
        if at - 1 > first and tokens[at - 2].text == "," and len(key) < 6 and (match is None or match.last == at):
            match = _state(token, at - 1, key, tokens[at].text if at < last else "") or match
        if match is None and begin in _ARTICLES and begin != key:
            key = key[len(begin) + 1 :]
            if key in index:
                match = Match(at - 1, at, token.start, token.end, key, index[key])
        if match is None:
            match = _demonym(tokens, at - 1, last, key, words)
        if match is not None and match.last == at and (key in words.cities or key in words.regions):
            continue  # "Kota", "Negara Bagian"
        if match is not None and match.last == at and _is_stray(text, match):
            continue  # "U.N."
        if match is None and "-" in text:
            found.extend(_parts(token, at - 1, words))
        elif match is not None:
            at = match.last
            found.append(match)
    return found


@cache
def _states() -> dict[str, str]:
    return {short: name for name, shorts in word_lists()["states"].items() for short in shorts.split()}


def _state(token: Token, at: int, key: str, following: str) -> Match | None:
    """The state of the United States that an abbreviation after a comma means: "Va." and "VA"."""
    name = _states().get(key)
    if name is None or not (token.text.isupper() or following == "."):
        return None
    gazetteer = load_gazetteer()
    rows = [row for row in gazetteer.index.get(name, ()) if gazetteer.spot(row >> 1).kind is PlaceKind.REGION]
    return Match(at, at + 1, token.start, token.end, f"{name} state", rows, sort=PlaceKind.REGION)


def _is_stray(text: str, match: Match) -> bool:
    """Whether a few capitals only look like the name of a small town."""
    if not text.isupper() or ("." not in text and len(text) > 3) or match.country is not None:
        return False
    return all(load_gazetteer().spot(row >> 1).small for row in match.rows)


def _longest(tokens: Sequence[Token], at: int, last: int, key: str, most: int) -> Match | None:
    """The longest name that begins at a token; its last word must have a capital."""
    index = load_gazetteer().index
    best = (key, at + 1) if key in index else None
    count, to = key.count(" ") + 1, at + 1
    while to < last and count < most:
        text = tokens[to].text
        if text == "." and len(tokens[to - 1].text) <= 2 and tokens[to - 1].end == tokens[to].start:
            to += 1
            continue
        more = place_key(text)
        if not more:
            break
        key += " " + more
        count += more.count(" ") + 1
        to += 1
        if key in index and not text.islower():
            best = (key, to)
    if best is None:
        return None
    key, to = best
    rows = index[key]
    end = tokens[to - 1].end
    if tokens[to - 1].text.endswith(("'s", "’s")):
        end -= 2
    country = next((load_gazetteer().spot(row >> 1).country for row in rows if _is_country(row)), None)
    return Match(at, to, tokens[at].start, end, key, rows, country)


def _is_country(row: int) -> bool:
    return not row & 1 and load_gazetteer().spot(row >> 1).kind is PlaceKind.COUNTRY


def _demonym(tokens: Sequence[Token], at: int, last: int, key: str, words: Words) -> Match | None:
    """A demonym of one or two words."""
    token = tokens[at]
    if at + 1 < last and key in words.openings:
        pair = f"{key} {place_key(tokens[at + 1].text)}"
        if pair in words.demonyms:
            return Match(at, at + 2, token.start, tokens[at + 1].end, pair, (), words.demonyms[pair])
    if key in words.demonyms:
        return Match(at, at + 1, token.start, token.end, key, (), words.demonyms[key])
    return None


def _parts(token: Token, at: int, words: Words) -> Iterator[Match]:
    """The states in names joined by a hyphen ("Iran-Irak"); they count, but are no places."""
    for part in token.text.split("-"):
        key = place_key(part)
        rows = load_gazetteer().index.get(key, ()) if part[:1].isupper() else ()
        country = words.exact.get(part) or next(
            (load_gazetteer().spot(r >> 1).country for r in rows if _is_country(r)), None
        )
        if country is not None:
            yield Match(at, at + 1, token.start, token.end, key, (), country)


def is_area(match: Match) -> bool:
    """Whether a name is that of a country or a region."""
    spots = [load_gazetteer().spot(row >> 1) for row in match.rows]
    return match.country is not None or any(spot.kind is PlaceKind.REGION for spot in spots)


def is_unlikely(match: Match) -> bool:
    """Whether a name means but small towns, or is only another spelling."""
    return all(row & 1 or load_gazetteer().spot(row >> 1).small for row in match.rows)


def agree(match: Match, other: Match) -> None:
    """Take a name for what the name beside it is: "Georgia and Florida", "Riau dan Jambi"."""
    if match.sort is not None or not match.rows or (match.country is not None and not is_shared(match.rows)):
        return
    if other.country is not None:
        match.sort = PlaceKind.COUNTRY if match.country is not None and not is_shared(other.rows) else None
    elif other.rows and rank(other.rows, {}, "")[0][0].kind is PlaceKind.REGION:
        countries = {rank(rows, {}, "")[0][0].country for rows in (match.rows, other.rows)}
        spots = [load_gazetteer().spot(row >> 1) for row in match.rows]
        if any(spot.kind is PlaceKind.REGION and spot.country in countries for spot in spots):
            match.sort = PlaceKind.REGION


def put(inner: Match, outer: Match) -> bool:
    """Note that a name lies in another; false where the gazetteer has no such place there.

    Where the region does not agree, but the country does and has only one such place, it is that one: regions change.
    """
    gazetteer = load_gazetteer()
    rows = outer.rows or gazetteer.countries.get(outer.country or "", ())
    areas = [(row, gazetteer.spot(row >> 1)) for row in rows]
    areas = [(row, spot) for row, spot in areas if spot.country and spot.kind in (PlaceKind.COUNTRY, PlaceKind.REGION)]
    within = [gazetteer.spot(row >> 1) for row in inner.rows]
    fitting = [(row, area) for row, area in areas if any(inside(spot, (area,)) for spot in within)]
    if not areas or (inner.country is not None and outer.country is not None):
        return False
    inner.within = tuple(area for _, area in fitting)
    if not fitting:
        countries = {area.country for _, area in areas}
        near = {spot.id: spot for spot in within if spot.country in countries}
        if len(near) != 1 or is_unlikely(inner) or inner.country is not None:
            return False
        (only,) = near.values()
        inner.within = tuple(gazetteer.spot(row >> 1) for row in gazetteer.countries.get(only.country or "", ()))
    inner.country, inner.locative = None, True
    if outer.rows:
        known = {area.country for _, area in fitting}
        apart = {row for row, _ in areas}.difference(row for row, _ in fitting) if fitting else ()
        outer.rows = [r for r in rows if r not in apart and (not known or gazetteer.spot(r >> 1).country in known)]
        outer.sure = outer.first > inner.first
        outer.locative = outer.locative or outer.sure
    return True


def disown(inner: Match, outer: Match) -> None:
    """Take from a name the smaller cities of the gazetteer, where it is said to lie where none of them is."""
    spots = [load_gazetteer().spot(row >> 1) for row in inner.rows]
    small = all(spot.kind is PlaceKind.CITY and spot.population < _LARGE for spot in spots) or is_unlikely(inner)
    if inner.country is None and small and is_area(outer):
        inner.rows = ()
