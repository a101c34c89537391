"""The arithmetic of dates: what days, weeks, months and years words mean, counted from a day they are said on."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from menurut.records import Basis, Precision

_ONE_DAY = timedelta(days=1)
_SLIP = 31  # days from the anchor within which a weekday that contradicts its date is a slip, no other year
_FEW = 7  # days that "a few days" may be


@dataclass(frozen=True, slots=True)
class Stretch:
    """The days that words mean: their first and last one (``None``: open, or not known), and how exactly."""

    precision: Precision
    value: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day that words are counted from, ``None`` where it is not known, and what it is itself known from."""

    day: date | None
    basis: Basis


@dataclass(slots=True)
class Fields:
    """What the words of one expression say, before it is known which days they mean.

    ``kind`` is the name of its shape: ``day``, ``week``, ``month``, ``year``, ``span`` (a number of units),
    ``seq`` (counted from the date before) or ``vague``. ``shifts`` says how many units away ("pekan lalu": week -1),
    ``own`` the same of the day or month itself ("Rabu lalu"); ``way`` is the class of the word that says in which
    direction a span counts. ``future`` is whether the verb beside it is one of the future.
    """

    kind: str
    weekday: int | None = None
    days: list[int] = field(default_factory=list)
    month: int | None = None
    year: int | None = None
    numbers: str | None = None
    decade: int | None = None
    shifts: dict[str, int] = field(default_factory=dict)
    own: int | None = None
    count: int | None = None
    unit: str | None = None
    way: str | None = None
    edge: int | None = None
    ordinal: int | None = None
    weekend: bool = False
    future: bool = False
    named: str | None = None
    day_first: bool = True


def a_day(day: date | None) -> Stretch:
    """One day; a day that does not exist is not known."""
    return Stretch(Precision.DAY, day.isoformat(), day, day) if day is not None else Stretch(Precision.DAY)


def a_month(year: int, month: int) -> Stretch:
    """A month of a year."""
    first = make_date(year, month, 1)
    if first is None:
        return Stretch(Precision.MONTH)
    return Stretch(Precision.MONTH, f"{year:04}-{month:02}", first, first.replace(day=monthrange(year, month)[1]))


def a_year(year: int) -> Stretch:
    """A year; one that has no four digits is not known."""
    if not 1 <= year <= 9999:
        return Stretch(Precision.YEAR)
    return Stretch(Precision.YEAR, f"{year:04}", date(year, 1, 1), date(year, 12, 31))


def a_decade(year: int) -> Stretch:
    """The decade that a year belongs to."""
    year -= year % 10
    if not 1 <= year <= 9980:
        return Stretch(Precision.DECADE)
    return Stretch(Precision.DECADE, f"{year:04}s", date(year, 1, 1), date(year + 9, 12, 31))


def a_week(first: date | None, days: int = 7) -> Stretch:
    """The ``days`` days from ``first``: a week, or a weekend."""
    last = plus_days(first, days - 1)
    if first is None or last is None:
        return Stretch(Precision.WEEK)
    return Stretch(Precision.WEEK, f"{first.isoformat()}/{last.isoformat()}", first, last)


def between(first: Stretch | None, last: Stretch | None) -> Stretch:
    """From the beginning of ``first`` to the end of ``last``; an end that is ``None`` is open.

    Not known where an end is not, or where it would end before it begins.
    """
    begin = _end(first, 0) if first is not None else ""
    end = _end(last, -1) if last is not None else ""
    start = first.first if first is not None else None
    stop = last.last if last is not None else None
    if (
        begin is None
        or end is None
        or (begin == end == "")
        or (start is not None and stop is not None and start > stop)
    ):
        return Stretch(Precision.INTERVAL)
    return Stretch(Precision.INTERVAL, f"{begin}/{end}", start, stop)


def _end(stretch: Stretch, at: int) -> str | None:
    return None if stretch.value is None else stretch.value.split("/")[at]


def make_date(year: int, month: int, day: int) -> date | None:
    """The day, ``None`` where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def plus_days(day: date | None, days: int) -> date | None:
    """The day that many days later, ``None`` beyond the calendar."""
    try:
        return None if day is None else day + days * _ONE_DAY
    except OverflowError:
        return None


def plus_months(day: date, months: int) -> tuple[int, int]:
    """The year and the month that many months after those of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _monday(day: date, weeks: int = 0) -> date | None:
    return plus_days(day, 7 * weeks - day.weekday())


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"(\d{1,4})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")


def read_numbers(text: str, day_first: bool) -> tuple[int | None, list[tuple[int, int]]]:
    """A date in numbers as its year and the (month, day) it can be: "17/9/2019" → 2019, [(9, 17)].

    Without ``day_first`` either number may be the day. A day that no month has gives no reading.
    """
    match = _numbers().fullmatch(text)
    if match is None:
        return None, []
    a, b, c = match.groups()
    if len(a) > 2:  # 2019-09-17
        return int(a), [(int(b), int(c))] if c is not None and make_date(2000, int(b), int(c)) else []
    year = None if c is None else int(c) + (0 if len(c) == 4 else 2000)
    pairs = {(int(b), int(a)): None} if day_first else {(int(b), int(a)): None, (int(a), int(b)): None}
    return year, [(month, day) for month, day in pairs if make_date(2000, month, day) is not None]


def nearest(month: int, day: int, anchor: date, fields: Fields) -> date | None:
    """The day of that month in the year that makes it nearest to the anchor.

    "lalu" takes only days up to the anchor, "mendatang" only days from it on; a verb of the future does where the
    nearest day is more than a month ago. A weekday that fits the year before or after alone decides where the
    nearest day is more than a month away; nearer by, the weekday is a slip.
    """
    side, weekday = fields.own, fields.weekday
    found = [made for year in range(anchor.year - 1, anchor.year + 2) if (made := make_date(year, month, day))]
    if side == -1:
        found = [made for made in found if made <= anchor]
    elif side == 1:
        found = [made for made in found if made >= anchor]
    if not found:
        return None
    best = min(found, key=lambda made: abs(made - anchor))
    if fields.future and side is None and (anchor - best).days > _SLIP:
        best = min((made for made in found if made >= anchor), default=best)
    if weekday is not None and best.isoweekday() != weekday and abs(best - anchor).days > _SLIP:
        fitting = [made for made in found if made.isoweekday() == weekday]
        if len(fitting) == 1:
            return fitting[0]
    return best


def _month_near(fields: Fields, anchor: date) -> Stretch:
    """A month without its year: the last one, the next one beside a verb of the future."""
    month = fields.month or anchor.month
    if fields.own == 0:
        return a_month(anchor.year, month)
    away = month - anchor.month
    if fields.own == 1:
        away += 12 * (away <= 0)
    elif fields.own == -1:
        away -= 12 * (away >= 0)
    elif fields.future:
        away += 12 * (away < 0)
    else:
        away -= 12 * (away > 0)
    return a_month(*plus_months(anchor, away))


def _weekday_near(fields: Fields, anchor: date) -> date | None:
    """The weekday last before the anchor day or on it; with a verb of the future the next one, or on it."""
    wanted = fields.weekday or 0
    weeks = fields.shifts.get("week", 0 if fields.own == 0 else None)
    if weeks is not None:
        return plus_days(_monday(anchor, weeks), wanted - 1)
    back = (anchor.isoweekday() - wanted) % 7
    if fields.own == 1:
        return plus_days(anchor, 7 - back)
    if fields.own == -1:
        return plus_days(anchor, -(back or 7))
    return plus_days(anchor, (7 - back) % 7 if fields.future else -back)


def resolve(fields: Fields, anchor: Anchor, known: Sequence[Stretch]) -> tuple[Stretch, Basis]:
    """The days that an expression means, and what that rests on.

    Args:
        fields: what its words say.
        anchor: the day they are counted from.
        known: what the expressions before it mean, in the order of the text.
    """
    if fields.kind == "seq" or (fields.kind == "span" and fields.way in ("later", "earlier")):
        return _after_known(fields, known), Basis.INFERRED
    stated = _stated(fields)
    if stated is not None:
        return stated, Basis.STATED
    word = fields.unit if fields.kind == "span" else fields.kind
    precision = _PRECISIONS.get(word or "", Precision.INTERVAL)
    if fields.kind == "vague" or anchor.day is None:
        return Stretch(precision), Basis.INFERRED if fields.kind == "vague" else anchor.basis
    if fields.kind == "span":
        return _span(fields, anchor.day, precision), anchor.basis if fields.count else Basis.INFERRED
    counted = {"day": _day, "week": _week, "month": _month, "year": _year}[fields.kind]
    return counted(fields, anchor.day), anchor.basis


_PRECISIONS = {
    "day": Precision.DAY,
    "week": Precision.WEEK,
    "month": Precision.MONTH,
    "year": Precision.YEAR,
    "decade": Precision.DECADE,
}


def _stated(fields: Fields) -> Stretch | None:
    """What the words alone say, ``None`` where they are not enough."""
    if fields.kind == "day":
        return _stated_day(fields)
    if fields.kind == "year":
        if fields.decade is not None:
            return a_decade(fields.decade)
        return a_year(fields.year) if fields.year is not None else None
    if fields.kind == "month" and fields.year is not None and fields.month is not None:
        return a_month(fields.year, fields.month)
    if fields.kind == "week" and fields.year is not None and fields.month is not None:
        return _week_of_month(fields, fields.year, fields.month)
    return None


def _stated_day(fields: Fields) -> Stretch | None:
    if fields.numbers is not None:
        year, pairs = read_numbers(fields.numbers, fields.day_first)
        if not pairs:
            return Stretch(Precision.DAY)
        if year is None:
            return None
        return _certain([(year, month, day) for month, day in pairs], fields, year)
    if fields.year is None or fields.month is None:
        return None
    days = [make_date(fields.year, fields.month, day) for day in fields.days]
    return _days(days)


def _certain(readings: list[tuple[int, int, int]], fields: Fields, year: int) -> Stretch:
    """The one day that numbers can be; of two the one whose weekday is named, else the year alone."""
    days = [made for reading in readings if (made := make_date(*reading)) is not None]
    if len(days) > 1 and fields.weekday is not None:
        days = [day for day in days if day.isoweekday() == fields.weekday] or days
    if len(days) > 1:
        return a_year(year)
    return _with_first(fields, days[0]) if days else Stretch(Precision.DAY)


def _with_first(fields: Fields, last: date) -> Stretch:
    """The day in front of a date in numbers begins what ends on it ("16-17/9")."""
    return _days([make_date(last.year, last.month, day) for day in fields.days] + [last])


def _days(days: list[date | None]) -> Stretch:
    if len(days) > 1:
        return between(a_day(days[0]), a_day(days[-1]))
    return a_day(days[0]) if days else Stretch(Precision.DAY)


def _day(fields: Fields, anchor: date) -> Stretch:
    if "year" in fields.shifts and fields.month is not None:
        return _days([make_date(anchor.year + fields.shifts["year"], fields.month, day) for day in fields.days])
    if fields.numbers is not None:
        return _day_of_numbers(fields, anchor)
    if fields.month is not None:
        made = nearest(fields.month, fields.days[-1], anchor, fields)
        if made is None:
            return Stretch(Precision.DAY)
        return _days([make_date(made.year, made.month, day) for day in fields.days])
    if fields.days:
        return a_day(_day_of_month(fields, anchor))
    near = _weekday_near(fields, anchor) if fields.weekday is not None else None
    return a_day(near or plus_days(anchor, fields.shifts.get("day", fields.own or 0)))


def _day_of_numbers(fields: Fields, anchor: date) -> Stretch:
    """A day and a month in numbers, in the nearest year."""
    pairs = read_numbers(fields.numbers or "", fields.day_first)[1]
    near = [made for month, day in pairs if (made := nearest(month, day, anchor, fields))]
    if len(near) > 1 and fields.weekday is not None:
        near = [day for day in near if day.isoweekday() == fields.weekday]
    return _with_first(fields, near[0]) if len(near) == 1 else Stretch(Precision.DAY)


def _day_of_month(fields: Fields, anchor: date) -> date | None:
    """A day of the month alone ("the 17th"): the last such day, the next one beside a verb of the future."""
    wanted = fields.days[0]
    if "month" in fields.shifts:
        return make_date(*plus_months(anchor, fields.shifts["month"]), wanted)
    ahead = fields.future or fields.own == 1
    for step in range(3):
        made = make_date(*plus_months(anchor, step if ahead else -step), wanted)
        if made is not None and (made >= anchor if ahead else made <= anchor):
            return made
    return None


def _week(fields: Fields, anchor: date) -> Stretch:
    if fields.ordinal is not None:
        month = _month(fields, anchor).first
        return _week_of_month(fields, month.year, month.month) if month is not None else Stretch(Precision.WEEK)
    shift = fields.shifts.get("week", fields.own)
    if not fields.weekend:
        return a_week(_monday(anchor, shift or 0))
    saturday = plus_days(_monday(anchor, shift or 0), 5)
    if shift is None and not fields.future and saturday is not None and saturday > anchor:
        saturday = plus_days(saturday, -7)
    return a_week(saturday, 2)


def _week_of_month(fields: Fields, year: int, month: int) -> Stretch:
    """A week of a month: the third one of August is its days 15 to 21."""
    whole = a_month(year, month)
    if fields.ordinal == -1:
        return a_week(plus_days(whole.last, -6))
    first = plus_days(whole.first, 7 * ((fields.ordinal or 1) - 1))
    if first is None or whole.last is None or first > whole.last:
        return Stretch(Precision.WEEK)
    return a_week(first, min(7, (whole.last - first).days + 1))


def _month(fields: Fields, anchor: date) -> Stretch:
    if fields.month is not None and "year" in fields.shifts:
        return a_month(anchor.year + fields.shifts["year"], fields.month)
    if fields.month is not None:
        return _month_near(fields, anchor)
    return a_month(*plus_months(anchor, fields.shifts.get("month", 0)))


def _year(fields: Fields, anchor: date) -> Stretch:
    if "decade" in fields.shifts:
        return a_decade(anchor.year + 10 * fields.shifts["decade"])
    return a_year(anchor.year + fields.shifts.get("year", 0))


def _span(fields: Fields, anchor: date, precision: Precision) -> Stretch:
    """A number of units before or after the anchor day ("tiga bulan lalu"), or up to it ("tiga bulan terakhir")."""
    back = fields.way in ("ago", "recent")
    if not fields.count:
        before = plus_days(anchor, -_FEW)
        if fields.unit == "day" and back and before is not None and before.month == anchor.month:
            return a_month(anchor.year, anchor.month)
        return Stretch(precision if fields.way == "ago" else Precision.INTERVAL)
    away = moved(anchor, fields.unit or "day", -fields.count if back else fields.count)
    if fields.way in ("ago", "ahead"):
        return away
    here = moved(anchor, "day" if fields.unit == "week" else fields.unit or "day", 0)
    if fields.unit == "week":
        away = a_day(plus_days(anchor, (-7 if back else 7) * fields.count))
    return between(away, here) if back else between(here, away)


def moved(day: date, unit: str, count: int) -> Stretch:
    """The day, week, month, year or decade that many units after that of ``day``."""
    if unit == "day":
        return a_day(plus_days(day, count))
    if unit == "week":
        return a_week(_monday(day, count))
    if unit == "month":
        return a_month(*plus_months(day, count))
    if unit == "year":
        return a_year(day.year + count)
    return a_decade(day.year + 10 * count)


def moved_on(stretch: Stretch, fields: Fields) -> Stretch:
    """The second end of an interval that stands before its first one: the next such weekday, day or month.

    An end whose year is stated stays where it is.
    """
    if stretch.first is None or fields.year is not None:
        return stretch
    if fields.weekday is not None and not fields.days and fields.numbers is None:
        return a_day(plus_days(stretch.first, 7))
    if fields.month is None:
        return stretch
    if fields.kind == "month":
        return a_month(stretch.first.year + 1, fields.month)
    return a_day(make_date(stretch.first.year + 1, stretch.first.month, stretch.first.day))


_FINE = {
    "day": (Precision.DAY,),
    "week": (Precision.DAY, Precision.WEEK),
    "month": (Precision.DAY, Precision.WEEK, Precision.MONTH),
    "year": (Precision.DAY, Precision.WEEK, Precision.MONTH, Precision.YEAR),
}


def _after_known(fields: Fields, known: Sequence[Stretch]) -> Stretch:
    """What is counted from the date before it: the last one that is exact enough."""
    unit = fields.unit or "day"
    fine = _FINE.get(unit, tuple(Precision))
    for stretch in reversed(known):
        if stretch.first is not None and stretch.precision in fine:
            count = 1 if fields.count is None else fields.count
            steps = {"later": 1, "earlier": -1}.get(fields.way or "", 0)
            if count or not steps:
                return moved(stretch.first, unit, steps * count)
            break
    return Stretch(_PRECISIONS.get(unit, Precision.DAY))
