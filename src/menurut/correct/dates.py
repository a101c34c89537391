"""Dates as people write them in corrections: which days they mean, and how exactly."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from menurut.records import Precision

_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?|(\d{3})0s", re.ASCII)


def days_of(value: str) -> tuple[str | None, str | None, Precision]:
    """The first and the last day that "2024-08-03", "2024-08", "2024", "2010s" or "first/last" means, and how exactly.

    One end of first/last may be left out ("2014/"). Raises ``ValueError`` where it is none of these.
    """
    first, slash, last = value.partition("/")
    if not slash:
        return _days(value)
    if not (first or last):
        raise ValueError(value)
    begin = _days(first)[0] if first else None
    end = _days(last)[1] if last else None
    if begin is not None and end is not None and end < begin:
        raise ValueError(value)
    return begin, end, Precision.INTERVAL


def _days(value: str) -> tuple[str, str, Precision]:
    match = _FORM.fullmatch(value)
    if match is None or value in ("0000", "0000s"):  # no year 0
        raise ValueError(value)
    year, month, day, decade = match.groups()
    if decade is not None:
        return f"{decade}0-01-01", f"{decade}9-12-31", Precision.DECADE
    if day is not None:
        told = date.fromisoformat(value).isoformat()
        return told, told, Precision.DAY
    if month is not None:
        last = monthrange(date(int(year), int(month), 1).year, int(month))[1]
        return f"{year}-{month}-01", f"{year}-{month}-{last:02}", Precision.MONTH
    return f"{year}-01-01", f"{year}-12-31", Precision.YEAR
