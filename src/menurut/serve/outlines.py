"""How ``static/world.svg`` is made: the countries of Natural Earth, projected and simplified.

``python -m menurut.serve.outlines countries-50m.json > world.svg`` reads the TopoJSON file of the npm package
``world-atlas`` (its specification: https://github.com/topojson/topojson-specification). Lines are simplified by the
area that each of their points spans with its neighbours (Visvalingam and Whyatt 1993); borders that two countries
share are one line and stay one.
"""

from __future__ import annotations

import heapq
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

from menurut.serve.projection import project
from menurut.serve.text import countries

_Point = tuple[float, float]
FINE = 10  # units of the outlines in one unit of the map
_LEAST_BEND = 0.09  # square units of the map that a point of a line spans with its neighbours
_LEAST_ISLAND = 0.35  # square units of the map; a country's largest piece is kept, however small
_LEAST_POINTS = 3  # of an island, beside the one where its line begins and ends
_GRID = 24  # points across and down that are tried for a country's middle
_LEFT_OUT = "Antarctica"
_WITHOUT_OUTLINE = {"TUV": (-8.52, 179.2)}  # degrees; too small for the scale
_NAMES = {  # Natural Earth's short names whose state has another one in the gazetteer
    "Bosnia and Herz.": "BIH",
    "Brunei": "BRN",
    "Cabo Verde": "CPV",
    "Central African Rep.": "CAF",
    "Congo": "COG",
    "Cook Is.": "COK",
    "Czechia": "CZE",
    "Côte d'Ivoire": "CIV",
    "Dem. Rep. Congo": "COD",
    "Dominican Rep.": "DOM",
    "Eq. Guinea": "GNQ",
    "Macao": "MAC",
    "Macedonia": "MKD",
    "Marshall Is.": "MHL",
    "Antigua and Barb.": "ATG",
    "S. Sudan": "SSD",
    "Solomon Is.": "SLB",
    "St. Kitts and Nevis": "KNA",
    "St. Vin. and Gren.": "VCT",
    "São Tomé and Principe": "STP",
    "Timor-Leste": "TLS",
    "United States of America": "USA",
    "W. Sahara": "ESH",
    "eSwatini": "SWZ",
}
_HEAD = """\
<!-- Outlines of countries: Natural Earth 4.1, 1:50m (naturalearthdata.com; public domain), by way of the npm package
world-atlas 2.0.2 (ISC licence), file countries-50m.json; projected (Equal Earth) and simplified by
menurut.serve.outlines. Borders are as Natural Earth draws them. data-at is about the middle of the country. -->
"""


@cache
def outlines() -> tuple[str, Mapping[str, _Point]]:
    """The path of all outlines (``FINE`` units in one of the map), and about the middle of each country by ISO code."""
    text = files("menurut.serve").joinpath("static/world.svg").read_text(encoding="utf-8")
    found = re.findall(r'<path id="([^"]+)" data-at="([\d.]+) ([\d.]+)" d="([^"]+)"', text)
    middles = {code: project(*place) for code, place in _WITHOUT_OUTLINE.items()}
    middles |= {code: (float(x), float(y)) for code, x, y, _ in found}
    return "".join(path for *_, path in found), middles


def main(source: Path) -> Iterator[str]:
    """The lines of ``world.svg``, made of a TopoJSON file with an object ``countries``."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    lines = [_simple(line) for line in _lines(atlas)]
    codes = {forms["en"].casefold(): code for code, forms in countries().items()}
    yield _HEAD
    yield '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10000 4867" fill="none" stroke="#888">\n'
    for number, country in enumerate(atlas["objects"]["countries"]["geometries"]):
        name = country["properties"]["name"]
        if name == _LEFT_OUT:
            continue
        shapes = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [part for shape in shapes for ring in shape for part in _cut(_ring(ring, lines))]
        rings.sort(key=lambda ring: -abs(_area(ring)))
        kept = [ring for at, ring in enumerate(rings) if at == 0 or abs(_area(ring)) >= _LEAST_ISLAND]
        code = _NAMES.get(name) or codes.get(name.casefold()) or f"x{number}"
        x, y = _middle(kept[0])
        path = "".join(map(_path, kept))
        yield f'<path id="{code}" data-at="{x:.1f} {y:.1f}" d="{path}"/>\n'
    yield "</svg>\n"


def _lines(atlas: Mapping[str, Any]) -> Iterator[list[_Point]]:
    """The arcs of a topology as longitudes and latitudes."""
    (wide, high), (left, low) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for right, up in arc:
            x, y = x + right, y + up
            line.append((x * wide + left, y * high + low))
        yield line


def _simple(places: list[_Point]) -> list[_Point]:
    """A line of longitudes and latitudes without the points that bend it least on the map; its ends stay."""
    line = [project(latitude, longitude) for longitude, latitude in places]
    before, after = list(range(-1, len(line) - 1)), list(range(1, len(line) + 1))
    heap = [(_span(line, at - 1, at, at + 1), at) for at in range(1, len(line) - 1)]
    spans = {at: span for span, at in heap}
    heapq.heapify(heap)
    while heap:
        span, at = heapq.heappop(heap)
        if spans.get(at) != span:
            continue
        if span >= _LEAST_BEND or (line[0] == line[-1] and len(spans) <= _LEAST_POINTS):
            break
        del spans[at]
        left, right = before[at], after[at]
        after[left], before[right] = right, left
        for each in (left, right):
            if each in spans:
                spans[each] = max(span, _span(line, before[each], each, after[each]))
                heapq.heappush(heap, (spans[each], each))
    return [place for at, place in enumerate(places) if at in spans or at in (0, len(line) - 1)]


def _span(line: Sequence[_Point], first: int, second: int, third: int) -> float:
    return abs(_area([line[first], line[second], line[third]]))


def _ring(arcs: Sequence[int], lines: Sequence[list[_Point]]) -> list[_Point]:
    ring: list[_Point] = []
    for arc in arcs:
        line = lines[arc] if arc >= 0 else lines[~arc][::-1]
        ring += line[1:] if ring else line
    return ring[:-1]


def _cut(ring: Sequence[_Point]) -> Iterator[list[_Point]]:
    """The parts of a ring (longitudes and latitudes) on the map: one, or two where it goes across 180 degrees."""
    whole = [ring[0]]
    for x, y in ring[1:]:
        whole.append((x + 360 * round((whole[-1][0] - x) / 360), y))
    for shift in (-360, 0, 360):
        part = [(x + shift, y) for x, y in whole]
        for side in (-1, 1):
            part = list(_within_side(part, side))
        if part:
            yield [project(y, x) for x, y in part]


def _within_side(ring: Sequence[_Point], side: int) -> Iterator[_Point]:
    """A ring without what lies beyond 180 degrees to one side (Sutherland and Hodgman 1974)."""
    for a, b in zip([*ring[-1:], *ring[:-1]], ring, strict=True):
        if (a[0] * side > 180) != (b[0] * side > 180):
            part = (180 * side - a[0]) / (b[0] - a[0])
            yield 180.0 * side, a[1] + part * (b[1] - a[1])
        if b[0] * side <= 180:
            yield b


def _area(ring: Sequence[_Point]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Sequence[_Point]) -> _Point:
    """The point within a ring, of those of a grid, that is farthest from its points; else the mean of its points."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    tried = (
        (min(xs) + (max(xs) - min(xs)) * (i + 0.5) / _GRID, min(ys) + (max(ys) - min(ys)) * (j + 0.5) / _GRID)
        for i in range(_GRID)
        for j in range(_GRID)
    )
    inside = [point for point in tried if _within(point, ring)]
    mean = (sum(xs) / len(xs), sum(ys) / len(ys))
    return max(inside, key=lambda p: min((p[0] - x) ** 2 + (p[1] - y) ** 2 for x, y in ring), default=mean)


def _within(point: _Point, ring: Sequence[_Point]) -> bool:
    x, y = point
    crossed = (
        (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
    )
    return sum(crossed) % 2 == 1


def _path(ring: Sequence[_Point]) -> str:
    """A ring as SVG: where it begins, and each step from one point to the next."""
    points = [(round(x * FINE), round(y * FINE)) for x, y in ring]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    drawn = "".join(f"{'' if x < 0 else ' '}{x}{'' if y < 0 else ' '}{y}" for x, y in steps if (x, y) != (0, 0))
    return f"M{points[0][0]} {points[0][1]}l{drawn.strip()}z"


if __name__ == "__main__":
    sys.stdout.writelines(main(Path(sys.argv[1])))
