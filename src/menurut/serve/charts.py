"""The geometry of the charts, for templates to draw as SVG: the same data gives the same picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time on a scale of 100."""

    x: float
    width: float


def bars(spans: Sequence[tuple[str | None, str | None]]) -> list[Bar]:
    """Stretches (first and last ISO day; ``None``: open) on one scale; what has no day at all has no width."""
    placed = [(_ordinal(first), _ordinal(last)) for first, last in spans]
    known = [day for span in placed for day in span if day is not None]
    if not known:
        return [Bar(0, 0) for _ in spans]
    low, high = min(known), max(known)
    scale = 100 / max(high - low, 1)
    made = []
    for first, last in placed:
        if first is None and last is None:
            made.append(Bar(0, 0))
            continue
        begin = ((low if first is None else first) - low) * scale
        end = ((high if last is None else last) - low) * scale
        width = max(end - begin, 2)
        made.append(Bar(round(min(begin, 100 - width), 2), round(width, 2)))
    return made


def _ordinal(iso: str | None) -> int | None:
    """The number of an ISO day (or year, or month), ``None`` for what is none."""
    parts = (iso or "")[:10].split("-")
    try:
        return date(*(int(part) for part in (*parts, "1", "1")[:3])).toordinal()
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on the scale with its label (an ISO day, month or year)."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A stance on a day."""

    x: float
    stance: str
    day: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """Stances over time: a lane an actor, the dots from the first to the last day."""

    width: float
    ticks: tuple[Tick, ...]
    lanes: tuple[tuple[Dot, ...], ...]


_LANE_WIDTH, _DOT = 800.0, 14.0
_MOST_TICKS = 5


def lanes(actors: Sequence[Sequence[tuple[str, str]]]) -> Lanes | None:
    """The days (ISO) and stances of each actor as lanes; ``None`` where fewer than two days are known."""
    days = {day: number for each in actors for day, _ in each if (number := _ordinal(day)) is not None}
    if len(days) < 2:
        return None
    low, high = min(days.values()), max(days.values())
    scale = (_LANE_WIDTH - _DOT) / (high - low or 1)

    def x(number: int) -> float:
        return round(_DOT / 2 + (number - low) * scale, 1)

    step = max((high - low) / (_MOST_TICKS - 1), 1)
    marks = sorted({round(low + at * step) for at in range(_MOST_TICKS) if low + at * step <= high})
    found = tuple(tuple(Dot(x(days[day]), stance, day) for day, stance in each if day in days) for each in actors)
    return Lanes(_LANE_WIDTH, tuple(Tick(x(at), date.fromordinal(at).isoformat()) for at in marks), found)


# ---- relations over time


@dataclass(frozen=True, slots=True)
class Column:
    """A month (or year) in a lane: its place, how tall, what for, and how many."""

    x: float
    width: float
    height: float
    time: str
    count: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The counts of one type over time."""

    type: str
    quad: str
    total: int
    y: float
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """The mean intensity of a month (or year)."""

    x: float
    y: float
    time: str
    intensity: float
    count: int


@dataclass(frozen=True, slots=True)
class Relations:
    """Mean intensity and counts by type on one scale of time: months, or years where there are many months."""

    width: float
    height: float
    left: float
    zero: float
    span: float
    unit: str
    ticks: tuple[Tick, ...]
    points: tuple[Point, ...]
    lanes: tuple[Lane, ...]


_LEFT, _TOP, _CURVE, _LANE, _FOOT = 170.0, 16.0, 150.0, 40.0, 26.0
_NARROWEST, _WIDEST, _STEP = 180.0, 900.0, 48.0  # of the scale of time, and of a month where there is room
_MOST_MONTHS = 120  # beyond, columns are years
_COLUMN = 26.0  # the widest


def relations(cells: Iterable[tuple[str, str, str, int, float]], quads: Mapping[str, str]) -> Relations | None:
    """A chart of (ISO month, type, quad, incidents, mean intensity); ``quads`` puts the kinds of lanes in order.

    ``None`` where no month is known.
    """
    rows = [cell for cell in cells if _ordinal(cell[0]) is not None]
    if not rows:
        return None
    months = _months(min(row[0] for row in rows), max(row[0] for row in rows))
    unit = "month" if len(months) <= _MOST_MONTHS else "year"
    cut = 7 if unit == "month" else 4
    times = sorted({month[:cut] for month in months})
    wide = min(max(_STEP * len(times), _NARROWEST), _WIDEST)
    step = wide / len(times)
    at = {time: _LEFT + (number + 0.5) * step for number, time in enumerate(times)}
    sums: dict[str, list[float]] = {}
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for month, kind, quad, incidents, intensity in rows:
        total = sums.setdefault(month[:cut], [0, 0])
        total[0] += incidents
        total[1] += incidents * intensity
        lane = counts.setdefault((kind, quad), {})
        lane[month[:cut]] = lane.get(month[:cut], 0) + incidents
    half = _CURVE / 2
    zero = _TOP + half
    points = tuple(
        Point(round(at[time], 1), round(zero - half * value / count / 10, 1), time, value / count, int(count))
        for time, (count, value) in sorted(sums.items())
    )
    most = max(count for lane in counts.values() for count in lane.values())
    order = sorted(counts, key=lambda lane: (list(quads).index(lane[1]), -sum(counts[lane].values()), lane[0]))
    top = _TOP + _CURVE + 14
    made = tuple(
        Lane(
            kind,
            quad,
            sum(counts[kind, quad].values()),
            top + (number + 1) * _LANE,
            _columns(counts[kind, quad], at, min(step * 0.8, _COLUMN), most),
        )
        for number, (kind, quad) in enumerate(order)
    )
    ticks = tuple(Tick(round(at[time], 1), time) for time in _labels(times))
    height = top + len(made) * _LANE + _FOOT
    return Relations(_LEFT + wide, height, _LEFT, zero, half, unit, ticks, points, made)


def _columns(counts: Mapping[str, int], at: Mapping[str, float], width: float, most: int) -> tuple[Column, ...]:
    tall = _LANE - 16
    return tuple(
        Column(round(at[time] - width / 2, 1), round(width, 1), round(max(tall * count / most, 2), 1), time, count)
        for time, count in sorted(counts.items())
    )


def _months(first: str, last: str) -> list[str]:
    begin, end = (int(month[:4]) * _MONTHS + int(month[5:7] or 1) - 1 for month in (first, last))
    return [f"{at // _MONTHS:04d}-{at % _MONTHS + 1:02d}" for at in range(begin, end + 1)]


def _labels(times: Sequence[str]) -> list[str]:
    """At most eight of the times, evenly, the first among them."""
    step = -(-len(times) // 8)
    return list(times[::step])
