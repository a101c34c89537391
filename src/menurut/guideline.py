"""How annotators write values that menurut keeps more exactly."""

from __future__ import annotations

from datetime import date

from menurut.records import DateMention, Precision


def guideline_value(mention: DateMention) -> str | None:
    """A mention's days as annotators write them: an ISO day, month or year, ``None`` where none of these fits.

    A week stands as the month of its first day, a weekend as its Saturday, an interval as its first end (the last
    one where the first is open), a decade not at all.
    """
    if mention.value is None:
        return None
    first, _, last = mention.value.partition("/")
    if mention.precision is Precision.WEEK:
        begin = date.fromisoformat(first)
        is_weekend = begin.isoweekday() == 6 and (date.fromisoformat(last) - begin).days == 1
        return first if is_weekend else first[:7]
    end = first or last
    return None if end.endswith("s") else end
