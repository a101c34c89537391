"""The map: where it happened, and where the marks stand on the picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any

from menurut.serve.narrowing import HAPPENED, Asked
from menurut.serve.outlines import outlines
from menurut.serve.projection import project

AREAS: Mapping[str, tuple[float, float, float, float]] = {  # south, west, north, east in degrees
    "world": (-56, -168, 80, 180),
    "southeast_asia": (-12, 92, 25, 142),
    "east_asia": (17, 95, 54, 148),
    "south_asia": (4, 58, 42, 98),
    "middle_east": (11, 24, 43, 64),
    "europe": (34, -14, 68, 52),
    "africa": (-36, -20, 38, 54),
    "north_america": (7, -130, 62, -55),
    "south_america": (-56, -84, 14, -32),
    "oceania": (-48, 110, 4, 180),
}
RATIO = 2.0  # width to height of the picture
_MOST_MARKS = 250
_LABELS = 12
_SMALLEST, _LARGEST = 3.5, 17.0  # radius of a mark in pixels
_LETTER = 1.0  # per cent of the picture's width that a letter of a label takes, about
_LINE = 3.2  # per cent of its height that a label takes


@dataclass(frozen=True, slots=True)
class Place:
    """Where something happened: a place (``name``) with its degrees, or a country as a whole (``name`` is ``None``)."""

    country: str | None
    name: str | None
    latitude: float | None
    longitude: float | None
    incidents: int
    counts: dict[str, int]
    latest: str | None

    @property
    def conflict(self) -> int:
        """Incidents of conflict."""
        return self.counts.get("VX", 0) + self.counts.get("MX", 0)

    @property
    def cooperation(self) -> int:
        """Incidents of cooperation."""
        return self.incidents - self.conflict


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the picture: per cent of its width and height, and shapes around that point in pixels (SVG paths)."""

    place: Place
    x: float
    y: float
    radius: float
    whole: str
    conflict: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture: what part of the outlines it shows (an SVG ``viewBox``), the outlines, and the marks on it."""

    box: str
    land: str
    marks: tuple[Mark, ...]


def places(asked: Asked) -> tuple[list[Place], int]:
    """Where it happened, most incidents first, and how many incidents have no place."""
    return asked.kept("places", lambda: _places(asked))


def _places(asked: Asked) -> tuple[list[Place], int]:
    where, values = asked.where(more=HAPPENED)
    rows = asked.connection.execute(
        "SELECT i.place_country, i.place_name, i.latitude, i.longitude, i.quad, count(*),"  # noqa: S608
        f" max(coalesce(i.reported, i.first)) FROM incidents i {where} GROUP BY 1, 2, 3, 4, 5",
        values,
    )
    found: dict[tuple[Any, ...], Counter[str]] = {}
    latest: dict[tuple[Any, ...], str] = {}
    nowhere = 0
    for country, name, latitude, longitude, quad, number, last in rows:
        if country is None and name is None:
            nowhere += number
            continue
        key = (country, name, latitude, longitude)
        found.setdefault(key, Counter())[quad] += number
        latest[key] = max(latest.get(key, ""), last or "")
    made = []
    for key, counts in found.items():
        values = [*key, counts.total(), dict(counts), latest[key] or None]
        made.append(Place(*values))
    return sorted(made, key=_order), nowhere


def _order(place: Place) -> tuple[int, str, str, float, float]:
    return (-place.incidents, place.country or "", place.name or "", place.latitude or 0.0, place.longitude or 0.0)


def page_of_places(
    found: Sequence[Place], limit: int, after: Sequence[Any] | None
) -> tuple[list[Place], tuple[Any, ...] | None]:
    """The places of a page, and where the next one begins, if there is one."""
    rest = list(found)
    if after is not None:
        begin = (-after[0], *after[1:])
        rest = [place for place in found if _order(place) > begin]
    if len(rest) <= limit:
        return rest, None
    last = _order(rest[limit - 1])
    return rest[:limit], (-last[0], *last[1:])


def picture(found: Sequence[Place], area: str) -> Picture:
    """The marks of an area, the largest below the others; a place without degrees stands in its country's middle."""
    left, top, width, height = _box(*AREAS[area])
    land, middles = outlines()
    most = max((place.incidents for place in found), default=1)
    marks: list[Mark] = []
    taken: list[tuple[float, float, float]] = []
    for place in found:
        point = _point(place, middles)
        if point is None:
            continue
        x, y = 100 * (point[0] - left) / width, 100 * (point[1] - top) / height
        if not (0 <= x <= 100 and 0 <= y <= 100) or len(marks) == _MOST_MARKS:
            continue
        radius = round(_SMALLEST + (_LARGEST - _SMALLEST) * sqrt(place.incidents / most), 1)
        labelled = len(taken) < _LABELS and _free(taken, x, y, place)
        shapes = _disc(radius, place) if place.latitude is not None else _square(radius, place)
        marks.append(Mark(place, round(x, 3), round(y, 3), radius, *shapes, labelled))
    return Picture(f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}", land, tuple(marks))


def _point(place: Place, middles: Mapping[str, tuple[float, float]]) -> tuple[float, float] | None:
    if place.latitude is not None and place.longitude is not None:
        return project(place.latitude, place.longitude)
    return middles.get(place.country or "")


def _box(south: float, west: float, north: float, east: float) -> tuple[float, float, float, float]:
    """The part of the map that holds an area, as wide to its height as the picture: left, top, width, height."""
    edge = [project(latitude, longitude) for latitude in (south, 0, north) for longitude in (west, east)]
    inside = [point for point in edge if project(north, 0)[1] <= point[1] <= project(south, 0)[1]]
    left, right = min(x for x, _ in inside), max(x for x, _ in inside)
    top, bottom = project(north, 0)[1], project(south, 0)[1]
    width = max(right - left, (bottom - top) * RATIO)
    height = width / RATIO
    return (left + right - width) / 2, (top + bottom - height) / 2, width, height


def _free(taken: list[tuple[float, float, float]], x: float, y: float, place: Place) -> bool:
    """Whether a label at this point lies on no other; then its room is taken."""
    wide = _LETTER * len(place.name or place.country or "") + 2
    if any(abs(y - b) < _LINE and x < a + w and a < x + wide for a, b, w in taken):
        return False
    taken.append((x, y, wide))
    return True


def _disc(radius: float, place: Place) -> tuple[str, str]:
    """A disc, and the part of it that is conflict, as in a pie chart."""
    whole = f"M{-radius} 0A{radius} {radius} 0 1 1 {radius} 0A{radius} {radius} 0 1 1 {-radius} 0Z"
    part = place.conflict / place.incidents
    if part in (0, 1):
        return whole, whole if part else ""
    x, y = round(radius * sin(2 * pi * part), 2), round(-radius * cos(2 * pi * part), 2)
    return whole, f"M0 0V{-radius}A{radius} {radius} 0 {int(part > 0.5)} 1 {x} {y}Z"


def _square(radius: float, place: Place) -> tuple[str, str]:
    """A square as large as the disc would be, and the part of it that is conflict, from below."""
    half = round(radius * sqrt(pi) / 2, 1)
    side = round(2 * half, 1)
    high = round(side * place.conflict / place.incidents, 1)
    return f"M{-half} {-half}h{side}v{side}h{-side}z", f"M{-half} {half}h{side}v{-high}h{-side}z" if high else ""
