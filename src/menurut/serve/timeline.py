"""The timeline: how much happened when, by class of event, and where its bars stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from menurut.serve.filters import DAY
from menurut.serve.lines import Line, incident_lines
from menurut.serve.narrowing import HAPPENED, Asked

_MOST_DAYS = {"day": 45, "week": 420, "month": 3_660}  # of a stretch that is told by this unit
_PRECISE = {  # how exactly the day of an incident must be known for a bar of this unit
    "day": ("day",),
    "week": ("day", "week"),
    "month": ("day", "week", "month"),
    "year": ("day", "week", "month", "year", "interval"),
}
_LOWEST, _HIGHEST = date(1900, 1, 1), date(2200, 12, 31)
_LABELS = 5
_LENGTH = {"day": 10, "week": 10, "month": 7, "year": 4}  # characters of a bar's first day that name it


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time, its first and last ISO day, and how many incidents fall into it by class (quad)."""

    first: str
    last: str
    counts: dict[str, int]

    @property
    def cooperation(self) -> int:
        """Incidents of cooperation."""
        return self.counts.get("VC", 0) + self.counts.get("MC", 0)

    @property
    def conflict(self) -> int:
        """Incidents of conflict."""
        return self.counts.get("VX", 0) + self.counts.get("MX", 0)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened when.

    ``first`` and ``last`` are the days that are shown, ``unit`` what one bar is. ``total`` counts the incidents of
    these days, of which some stand in no bar: ``imprecise`` ones, whose day is not known well enough for it, and
    ``planned`` ones, told as planned, possible or not happened. ``earlier``, ``later`` and ``undated`` count the
    others that fit the filters.
    """

    first: str | None
    last: str | None
    unit: str
    bars: tuple[Bar, ...]
    total: int
    imprecise: int
    planned: int
    earlier: int
    later: int
    undated: int


@dataclass(frozen=True, slots=True)
class _Days:
    """How many incidents fit the filters, whatever the time, and the days of their first and last report."""

    counts: list[tuple[str, str, str, bool, int]]  # day, class, precision, whether it is told as done, how many
    first_report: str | None
    last_report: str | None


def timeline(asked: Asked) -> Timeline:
    """The counts.

    Without days in the filters the stretch is that of the reports; what they tell of the past counts as earlier.
    """
    days = asked.kept("days", lambda: _days(asked), time=False)
    dated = [each for each in days.counts if each[0]]
    undated = sum(each[-1] for each in days.counts if not each[0])
    known = {each[0] for each in dated}
    first = asked.filters.since or days.first_report or min(known, default=None)
    last = asked.filters.until or days.last_report or max(known, default=None)
    if first is None or last is None:
        return Timeline(None, None, "month", (), 0, 0, 0, 0, 0, undated)
    begin, end = _day(first), _day(last)
    unit = next((name for name, most in _MOST_DAYS.items() if (end - begin).days < most), "year")
    inside: Counter[tuple[str, str, str]] = Counter()
    planned = earlier = later = 0
    for day, quad, precision, done, number in dated:
        if day < first:
            earlier += number
        elif day > last:
            later += number
        elif done:
            inside[day, quad, precision] += number
        else:
            planned += number
    bars, imprecise = _bars(inside, begin, end, unit)
    total = inside.total() + planned
    return Timeline(first, last, unit, bars, total, imprecise, planned, earlier, later, undated)


def _days(asked: Asked) -> _Days:
    where, values = asked.where(time=False)
    rows = asked.connection.execute(
        f"SELECT {DAY}, i.quad, coalesce(i.precision, 'day'), {HAPPENED}, count(*), min(i.reported), max(i.reported)"  # noqa: S608
        f" FROM incidents i {where} GROUP BY 1, 2, 3, 4",
        values,
    ).fetchall()
    counts = [(day, quad, precision, bool(done), number) for day, quad, precision, done, number, *_ in rows]
    firsts, lasts = ({row[at] for row in rows if row[at]} for at in (5, 6))
    return _Days(counts, min(firsts, default=None), max(lasts, default=None))


def _bars(counts: Counter[tuple[str, str, str]], begin: date, end: date, unit: str) -> tuple[tuple[Bar, ...], int]:
    """The bars, also the empty ones between, and how many incidents stand in none."""
    found: dict[str, Counter[str]] = {}
    imprecise = 0
    for (day, quad, precision), number in counts.items():
        if precision in _PRECISE[unit]:
            found.setdefault(start_of(_day(day), unit).isoformat(), Counter())[quad] += number
        else:
            imprecise += number
    bars = []
    at = start_of(begin, unit)
    while at <= end:
        following = _next(at, unit)
        shown = (max(at, begin).isoformat(), min(following - timedelta(days=1), end).isoformat())
        bars.append(Bar(*shown, dict(found.get(at.isoformat(), ()))))
        at = following
    return tuple(bars), imprecise


def start_of(day: date, unit: str) -> date:
    """The first day of the day's week (a Monday), month or year."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(month=1 if unit == "year" else day.month, day=day.day if unit == "day" else 1)


def _next(day: date, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=1 if unit == "day" else 7)
    if unit == "year":
        return day.replace(year=day.year + 1)
    return (day + timedelta(days=31)).replace(day=1)


def _day(iso: str) -> date:
    """A day of the calendar, the nearest one that a chart can show for what is none."""
    try:
        found = date.fromisoformat(iso)
    except ValueError:
        found = _LOWEST if iso < _LOWEST.isoformat() else _HIGHEST
    return min(max(found, _LOWEST), _HIGHEST)


def page_of_lines(asked: Asked, limit: int, after: Sequence[Any] | None) -> tuple[list[Line], tuple[str, str] | None]:
    """The incidents, the latest first, and where the page after this one begins (day and id), if there is one."""
    more = f"{DAY} <= ? AND ({DAY} < ? OR i.id < ?)" if after is not None else ""
    where, values = asked.where(more=more)
    values += [after[0], after[0], after[1]] if after is not None else []
    rows = asked.connection.execute(
        f"SELECT {DAY}, i.id FROM incidents i {where} ORDER BY 1 DESC, 2 DESC LIMIT ?",  # noqa: S608
        (*values, limit + 1),
    ).fetchall()
    lines = incident_lines(asked.connection, [row[1] for row in rows[:limit]])
    return lines, (rows[limit - 1][0], rows[limit - 1][1]) if len(rows) > limit else None


# ---- the chart


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: its class, and where it begins (pixels from the top) and how high it is."""

    quad: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar as it is drawn; ``x`` and ``width`` are per cent of the chart, ``label`` stands under it, if anything."""

    bar: Bar
    x: float
    width: float
    pieces: tuple[Piece, ...]
    label: str | None


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart: cooperation above the axis, conflict below; ``grid`` are lines with their numbers (y, number)."""

    bars: tuple[Drawn, ...]
    axis: float
    height: float
    grid: tuple[tuple[float, int], ...]


_HALF = 190.0  # pixels that the higher side of the axis gets
_LEAST_HALF = 18.0  # pixels that a side gets in any case
_TOP = 16.0
_FOOT = 26.0  # pixels for what stands under the bars


def chart(found: Timeline) -> Chart:
    """Where the bars of a timeline stand."""
    bars = found.bars
    above, below = (max((getattr(bar, side) for bar in bars), default=0) for side in ("cooperation", "conflict"))
    scale = _HALF / max(above, below, 1)
    axis = _TOP + max(above * scale, _LEAST_HALF)
    foot = axis + max(below * scale, _LEAST_HALF)
    width = 100.0 / max(len(bars), 1)
    every = -(-len(bars) // _LABELS)
    drawn = tuple(
        Drawn(
            bar,
            round(at * width, 4),
            round(width, 4),
            tuple(_pieces(bar, axis, scale)),
            bar.first[: _LENGTH[found.unit]] if every and at % every == 0 else None,
        )
        for at, bar in enumerate(bars)
    )
    step = _step(max(above, below))
    up, down = (range(step, most + 1, step) for most in (above, below))
    grid = [(axis - each * scale, each) for each in up] + [(axis + each * scale, each) for each in down]
    return Chart(drawn, axis, foot + _FOOT, tuple((round(y, 2), each) for y, each in grid))


def _pieces(bar: Bar, axis: float, scale: float) -> Iterator[Piece]:
    for quads, up in (("MC", "VC"), True), (("MX", "VX"), False):
        at = axis
        for quad in quads:
            height = bar.counts.get(quad, 0) * scale
            if height:
                yield Piece(quad, round(at - height if up else at, 2), round(height, 2))
            at += -height if up else height


def _step(most: int) -> int:
    """The distance of lines that are round numbers, about three of them up to ``most``."""
    size = 1
    while True:
        for step in (size, 2 * size, 5 * size):
            if step * 3 >= most:
                return step
        size *= 10
